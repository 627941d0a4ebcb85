namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>
/// Puts values of variables that are set once and read once, by the very next statement, where they are read, and leaves out variables that nobody reads.
/// </summary>
internal static class SingleUses
{
    public static void Run(IReadOnlyList<BasicBlock> code)
    {
        Dictionary<Variable, int> reads = [];
        Dictionary<Variable, int> writes = [];
        foreach (BasicBlock block in code)
        {
            foreach (Statement statement in block.Statements)
                Count(statement, reads, writes);
            if (ValueOf(block.Ending!) is { } value)
                Count(value, reads);
        }
        foreach (BasicBlock block in code)
        {
            for (int i = block.Statements.Count - 1; i >= 0; i--)
            {
                if (block.Statements[i] is not Assignment { Place: VariableRead { Variable: var variable } } assignment || variable.IsExposed)
                    continue;
                int count = reads.GetValueOrDefault(variable);
                if (count == 1 && writes[variable] == 1)
                    TryMove(block, i, variable, assignment.Value);
                else if (count == 0 && Writes(assignment.Value))
                    block.Statements[i] = new Evaluation(assignment.Value);
                else if (count == 0)
                    block.Statements.RemoveAt(i);
            }
        }
    }

    private static void TryMove(BasicBlock block, int position, Variable variable, Expression value)
    {
        Expression? Replacement(Variable read) => read == variable ? value : null;
        if (position + 1 == block.Statements.Count)
        {
            Ending moved = WithValue(block.Ending!, expression => Rewriting.Replace(expression, Replacement));
            if (moved == block.Ending)
                return;
            block.Ending = moved;
        }
        else
        {
            Statement next = block.Statements[position + 1];
            // A call that writes must not come before what it may change is read, nor two of them change places.
            if (next is Evaluation || (Writes(value) && next is Assignment { Value: not VariableRead }))
                return;
            if (next is Assignment { Value: var other } && Writes(other))
                return;
            Statement moved = With((Assignment)next, expression => Rewriting.Replace(expression, Replacement));
            if (moved == next)
                return;
            block.Statements[position + 1] = moved;
        }
        block.Statements.RemoveAt(position);
    }

    private static Assignment With(Assignment assignment, Func<Expression, Expression> change)
    {
        Expression place = assignment.Place is VariableRead ? assignment.Place : change(assignment.Place);
        Expression value = change(assignment.Value);
        return place == assignment.Place && value == assignment.Value ? assignment : new Assignment(place, value);
    }

    private static Ending WithValue(Ending ending, Func<Expression, Expression> change)
    {
        if (ValueOf(ending) is not { } value || change(value) is var changed && changed == value)
            return ending;
        return ending is Branch branch ? new Branch(changed, branch.WhenTrue, branch.WhenFalse) : new Return(changed);
    }

    private static Expression? ValueOf(Ending ending) => ending switch
    {
        Branch branch => branch.Condition,
        Return finish => finish.Value,
        _ => null,
    };

    private static bool Writes(Expression value) => value switch
    {
        Call { Method.WritesMemory: true } or DeviceCall { Effect: MemoryEffect.Writes } => true,
        _ => value.Operands.Any(Writes),
    };

    private static void Count(Statement statement, Dictionary<Variable, int> reads, Dictionary<Variable, int> writes)
    {
        if (statement is Evaluation evaluation)
        {
            Count(evaluation.Call, reads);
        }
        else if (statement is Assignment assignment)
        {
            Count(assignment.Value, reads);
            if (assignment.Place is VariableRead place)
                writes[place.Variable] = writes.GetValueOrDefault(place.Variable) + 1;
            else
                Count(assignment.Place, reads);
        }
    }

    private static void Count(Expression expression, Dictionary<Variable, int> reads)
    {
        if (expression is VariableRead read)
            reads[read.Variable] = reads.GetValueOrDefault(read.Variable) + 1;
        foreach (Expression operand in expression.Operands)
            Count(operand, reads);
    }
}
