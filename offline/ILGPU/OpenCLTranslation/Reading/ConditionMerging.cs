namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>
/// Puts `a &amp;&amp; b` and `a || b` together again: IL has them as a condition that leads to another one, both of which lead to one block. And takes blocks out
/// that only jump on, and locals that are only returned.
/// </summary>
internal static class ConditionMerging
{
    /// <summary>Does all of it.</summary>
    /// <param name="entry">Where the method starts.</param>
    /// <param name="predecessors">The blocks that lead to each block; kept up to date.</param>
    /// <param name="result">What the method returns.</param>
    public static void Run(BasicBlock entry, Dictionary<BasicBlock, List<BasicBlock>> predecessors, SpacedType result)
    {
        while (TryOnce(entry, predecessors, result))
        {
        }
    }

    /// <summary>Merges two conditions that both lead to one block.</summary>
    public static bool TryMergeBefore(BasicBlock block, Dictionary<BasicBlock, List<BasicBlock>> predecessors) =>
        predecessors[block].ToArray().Any(origin => TryMerge(origin, predecessors));

    private static bool TryOnce(BasicBlock entry, Dictionary<BasicBlock, List<BasicBlock>> predecessors, SpacedType result)
    {
        HashSet<BasicBlock> seen = [];
        Stack<BasicBlock> open = new([entry]);
        while (open.TryPop(out BasicBlock? block))
        {
            if (!seen.Add(block))
                continue;
            if (TrySkipEmpty(block, predecessors) || TryAppend(block, predecessors) || TryDropCondition(block) || TryReturn(block) || TryReturnChoice(block, predecessors, result) || TryMerge(block, predecessors))
                return true;
            foreach (BasicBlock successor in block.Successors)
                open.Push(successor);
        }
        return false;
    }

    /// <summary>A jump to a block that only jumps on leads there at once.</summary>
    private static bool TrySkipEmpty(BasicBlock block, Dictionary<BasicBlock, List<BasicBlock>> predecessors)
    {
        foreach (BasicBlock empty in block.Successors)
        {
            if (empty.Statements.Count > 0 || empty.Ending is not Jump { Target: var target } || target == empty)
                continue;
            block.Redirect(empty, target);
            predecessors[empty].Remove(block);
            if (predecessors[empty].Count == 0)
                predecessors[target].Remove(empty);
            if (!predecessors[target].Contains(block))
                predecessors[target].Add(block);
            return true;
        }
        return false;
    }

    /// <summary>A block that nothing else leads to goes on where the one before it ends.</summary>
    private static bool TryAppend(BasicBlock block, Dictionary<BasicBlock, List<BasicBlock>> predecessors)
    {
        if (block.Ending is not Jump { Target: var next } || next == block || predecessors[next].Count != 1)
            return false;
        block.Statements.AddRange(next.Statements);
        block.Ending = next.Ending;
        foreach (BasicBlock successor in next.Successors.Distinct())
        {
            predecessors[successor].Remove(next);
            predecessors[successor].Add(block);
        }
        return true;
    }

    /// <summary>A local that is set only to be returned, as debug builds do, need not be.</summary>
    private static bool TryReturn(BasicBlock block)
    {
        if (block.Ending is not Return { Value: VariableRead returned } || block.Statements is not [.., Assignment { Place: VariableRead place } last] || place.Variable != returned.Variable)
            return false;
        block.Ending = new Return(last.Value);
        block.Statements.RemoveAt(block.Statements.Count - 1);
        return true;
    }

    /// <summary>Two returns to choose from are one that returns the choice.</summary>
    private static bool TryReturnChoice(BasicBlock block, Dictionary<BasicBlock, List<BasicBlock>> predecessors, SpacedType result)
    {
        if (block.Ending is not Branch { WhenTrue: var first, WhenFalse: var second, Condition: var condition } || first == second)
            return false;
        if (first is not { Statements: [], Ending: Return { Value: { } whenTrue } } || second is not { Statements: [], Ending: Return { Value: { } whenFalse } })
            return false;
        block.Ending = new Return(Truth.Choose(condition, whenTrue, whenFalse, result));
        predecessors[first].Remove(block);
        predecessors[second].Remove(block);
        return true;
    }

    private static bool TryDropCondition(BasicBlock block)
    {
        if (block.Ending is not Branch branch || branch.WhenTrue != branch.WhenFalse)
            return false;
        block.Ending = new Jump(branch.WhenTrue);
        return true;
    }

    private static bool TryMerge(BasicBlock block, Dictionary<BasicBlock, List<BasicBlock>> predecessors)
    {
        if (block.Ending is not Branch first)
            return false;
        return TryMerge(block, first, first.WhenTrue, first.WhenFalse, first.Condition, predecessors)
            || TryMerge(block, first, first.WhenFalse, first.WhenTrue, Truth.Negate(first.Condition), predecessors);
    }

    /// <summary>Merges a block with the condition that it leads to where its own condition holds.</summary>
    private static bool TryMerge(
        BasicBlock block, Branch first, BasicBlock inner, BasicBlock outside, Expression condition, Dictionary<BasicBlock, List<BasicBlock>> predecessors)
    {
        if (inner == block || inner.Statements.Count > 0 || predecessors[inner].Count != 1 || inner.Ending is not Branch second || second.WhenTrue == second.WhenFalse)
            return false;
        if (!inner.ExitStack.SequenceEqual(block.ExitStack))
            return false;
        // Either `condition && inner` leads on, or, with the inner one turned round, leads to the outside.
        BasicBlock onward;
        Expression innerCondition;
        if (second.WhenFalse == outside)
            (onward, innerCondition) = (second.WhenTrue, second.Condition);
        else if (second.WhenTrue == outside)
            (onward, innerCondition) = (second.WhenFalse, Truth.Negate(second.Condition));
        else
            return false;
        Expression both = new Binary(BinaryOperator.BothTrue, typeof(bool), typeof(bool), condition, innerCondition);
        block.Ending = first.WhenFalse == outside ? new Branch(both, onward, outside) : new Branch(Truth.Negate(both), outside, onward);
        predecessors[outside].Remove(inner);
        predecessors[onward].Remove(inner);
        predecessors[onward].Add(block);
        return true;
    }
}
