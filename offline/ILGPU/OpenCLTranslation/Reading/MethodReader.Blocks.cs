namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <content>From IL offsets to blocks of code, and what lies on the stack between them.</content>
internal sealed partial class MethodReader
{
    private readonly Dictionary<int, BasicBlock> blocksByOffset = [];

    private readonly Dictionary<BasicBlock, List<BasicBlock>> predecessors = [];

    private readonly HashSet<BasicBlock> finished = [];

    // Locals without a name in the source that every block sets before it reads them.
    private readonly HashSet<int> passingLocals = [];

    private List<BasicBlock> ReadBlocks()
    {
        SortedSet<int> starts = [0];
        foreach (Instruction candidate in il.Instructions.Where(candidate => candidate.EndsBlock))
        {
            starts.UnionWith(candidate.Targets);
            starts.Add(candidate.Next);
        }
        foreach (int start in starts)
            blocksByOffset[start] = new BasicBlock();

        FindPassingLocals(starts);
        Dictionary<int, int> positions = [];
        for (int i = 0; i < il.Instructions.Count; i++)
            positions[il.Instructions[i].Offset] = i;

        // An entry of its own, so that nothing jumps to the entry.
        BasicBlock entry = new();
        Connect(entry, new Jump(blocksByOffset[0]), []);
        foreach (int start in InReversePostorder(positions))
        {
            current = blocksByOffset[start];
            if (predecessors.ContainsKey(current))
                ReadBlock(positions[start]);
        }
        SingleUses.Run(Reachable(entry));
        ConditionMerging.Run(entry, predecessors, result);
        return Reachable(entry);
    }

    private void FindPassingLocals(SortedSet<int> starts)
    {
        for (int number = 0; number < locals.Count; number++)
        {
            if (LocalNames.IsNumber(locals[number].Name, number))
                passingLocals.Add(number);
        }
        HashSet<int> set = [];
        foreach (Instruction step in il.Instructions)
        {
            if (starts.Contains(step.Offset))
                set.Clear();
            (string name, object? operand) = Canonical(step);
            if (name is "stloc")
                set.Add((int)operand!);
            else if (name is "ldloc" or "ldloca" && !set.Contains((int)operand!))
                passingLocals.Remove((int)operand!);
        }
    }

    /// <summary>Offsets of blocks so that, loops apart, each comes behind all that lead to it.</summary>
    private List<int> InReversePostorder(Dictionary<int, int> positions)
    {
        List<int> order = [];
        HashSet<int> seen = [];
        Visit(0);
        order.Reverse();
        return order;

        void Visit(int start)
        {
            if (!seen.Add(start))
                return;
            int position = positions[start];
            while (!il.Instructions[position].EndsBlock && !blocksByOffset.ContainsKey(il.Instructions[position].Next))
                position++;
            Instruction last = il.Instructions[position];
            bool fallsThrough = !last.EndsBlock || last.OpCode.FlowControl == System.Reflection.Emit.FlowControl.Cond_Branch;
            // What is visited first comes last: the code of a loop stays together and its exit behind it.
            foreach (int target in last.EndsBlock ? last.Targets : [])
                Visit(target);
            if (fallsThrough)
                Visit(last.Next);
            order.Add(start);
        }
    }

    private void ReadBlock(int position)
    {
        stack = EnterStack(current);
        BasicBlock block = current;
        while (current.Ending is null)
        {
            instruction = il.Instructions[position++];
            Execute(instruction);
            if (current.Ending is null && blocksByOffset.TryGetValue(instruction.Next, out BasicBlock? next))
                End(new Jump(next));
        }
        finished.Add(block);
    }

    /// <summary>Ends the block with what lies on the stack.</summary>
    private void End(Ending ending)
    {
        if (ending is Return { Value: { } value })
        {
            NoteEffects(value);
            NoteAddresses(value);
        }
        if (ending is Branch branch)
            NoteEffects(branch.Condition);
        Connect(current, ending, stack);
    }

    private void Connect(BasicBlock block, Ending ending, List<Expression> exitStack)
    {
        block.Ending = ending;
        block.ExitStack = [.. exitStack];
        foreach (BasicBlock successor in block.Successors.Distinct())
        {
            if (finished.Contains(successor) && exitStack.Count > 0)
                throw Refuse("jumps back with values on the stack");
            if (!predecessors.TryGetValue(successor, out List<BasicBlock>? list))
                predecessors.Add(successor, list = []);
            list.Add(block);
        }
    }

    /// <summary>What lies on the stack at the start of a block, from what its predecessors left there.</summary>
    private List<Expression> EnterStack(BasicBlock block)
    {
        List<BasicBlock> origins = predecessors[block];
        while (origins.Count > 1 && (TryFoldArms(block, origins) || ConditionMerging.TryMergeBefore(block, predecessors)))
        {
        }
        List<Expression> entry = [.. origins[0].ExitStack];
        for (int i = 0; i < entry.Count; i++)
        {
            if (origins.Any(origin => origin.ExitStack[i] != entry[i]))
                entry[i] = MergeIntoVariable(origins, i);
        }
        return entry;
    }

    private VariableRead MergeIntoVariable(List<BasicBlock> origins, int depth)
    {
        SpacedType type = origins[0].ExitStack[depth].Type;
        foreach (BasicBlock origin in origins.Skip(1))
            type = CommonType(type, origin.ExitStack[depth].Type);
        var variable = new Variable(FormattableString.Invariant($"value{++temporaries}"), type);
        foreach (BasicBlock origin in origins)
        {
            Expression value = origin.ExitStack[depth];
            NoteEffects(value);
            NoteAddresses(value);
            origin.Statements.Add(new Assignment(new VariableRead(variable), value));
        }
        return new VariableRead(variable);
    }

    /// <summary>
    /// Where two arms of a condition only leave a value each, makes a conditional expression of them: `c ? a : b`, and of arms that leave nothing, nothing.
    /// </summary>
    private bool TryFoldArms(BasicBlock block, List<BasicBlock> origins)
    {
        foreach (BasicBlock arm in origins)
        {
            if (!IsBareArm(arm) || predecessors[arm] is not [{ Ending: Branch branch } fork])
                continue;
            BasicBlock other = branch.WhenTrue == arm ? branch.WhenFalse : branch.WhenTrue;
            bool otherIsArm = other != block && IsBareArm(other) && predecessors[other].Count == 1 && other.Ending is Jump { Target: var target } && target == block;
            if (other != block && !otherIsArm)
                continue;
            List<Expression> otherStack = otherIsArm ? other.ExitStack : fork.ExitStack;
            bool armIsTrue = branch.WhenTrue == arm;
            List<Expression>? folded = Fold(branch.Condition, armIsTrue ? arm.ExitStack : otherStack, armIsTrue ? otherStack : arm.ExitStack);
            if (folded is null)
                continue;
            fork.Ending = new Jump(block);
            fork.ExitStack = folded;
            origins.Remove(arm);
            origins.Remove(other);
            origins.Remove(fork);
            origins.Add(fork);
            return true;
        }
        return false;
    }

    private static bool IsBareArm(BasicBlock arm) => arm.Statements.Count == 0 && arm.Ending is Jump;

    private List<Expression>? Fold(Expression condition, List<Expression> whenTrue, List<Expression> whenFalse)
    {
        if (whenTrue.Count != whenFalse.Count)
            return null;
        List<Expression> folded = [.. whenTrue];
        bool used = false;
        for (int i = 0; i < folded.Count; i++)
        {
            if (whenTrue[i] == whenFalse[i])
                continue;
            if (used)
                return null;
            used = true;
            folded[i] = Truth.Choose(condition, whenTrue[i], whenFalse[i], CommonType(whenTrue[i].Type, whenFalse[i].Type));
        }
        return folded;
    }

    private SpacedType CommonType(SpacedType first, SpacedType second)
    {
        if (first.Kind != second.Kind)
            throw Refuse("joins values of different kinds");
        Unify(first, second);
        if (first.Type == second.Type || first.Kind is StackKind.Structure or StackKind.Reference)
            return first;
        bool unsigned = StackKinds.IsUnsigned(first.Type) || StackKinds.IsUnsigned(second.Type);
        Type common = first.Kind == StackKind.Int64 ? (unsigned ? typeof(ulong) : typeof(long)) : (unsigned ? typeof(uint) : typeof(int));
        return new SpacedType(common, []);
    }

    private static List<BasicBlock> Reachable(BasicBlock entry)
    {
        List<BasicBlock> order = [];
        HashSet<BasicBlock> seen = [];
        Visit(entry);
        order.Reverse();
        return order;

        void Visit(BasicBlock block)
        {
            if (!seen.Add(block))
                return;
            foreach (BasicBlock successor in block.Successors)
                Visit(successor);
            order.Add(block);
        }
    }
}
