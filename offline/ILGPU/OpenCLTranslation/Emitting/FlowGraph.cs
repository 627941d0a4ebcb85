using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>Dominators and loops of a method's blocks.</summary>
/// <remarks>Source of the dominators: Cooper, Harvey and Kennedy 2001, "A simple, fast dominance algorithm".</remarks>
internal sealed class FlowGraph
{
    private readonly IReadOnlyList<BasicBlock> code;
    private readonly Dictionary<BasicBlock, int> orders = [];
    private readonly List<int>[] predecessors;
    private readonly int[] dominators;

    // Of each block the headers of the loops around it.
    private readonly HashSet<int>[] loops;

    public FlowGraph(IReadOnlyList<BasicBlock> code)
    {
        this.code = code;
        for (int i = 0; i < code.Count; i++)
            orders.Add(code[i], i);
        predecessors = [.. code.Select(_ => new List<int>())];
        foreach (BasicBlock block in code)
        {
            foreach (BasicBlock successor in block.Successors.Distinct())
                predecessors[orders[successor]].Add(orders[block]);
        }
        dominators = FindDominators();
        loops = [.. code.Select(_ => new HashSet<int>())];
        FindLoops();
    }

    public int OrderOf(BasicBlock block) => orders[block];

    public BasicBlock DominatorOf(BasicBlock block) => code[dominators[orders[block]]];

    /// <summary>Blocks that lead to this one, jumps back not counted.</summary>
    public int CountForward(BasicBlock block) => predecessors[orders[block]].Count(from => !IsBack(from, orders[block]));

    public bool IsLoopHeader(BasicBlock block) => loops[orders[block]].Contains(orders[block]);

    /// <summary>The header of the outermost loop that one block is in and another is not; null where there is none.</summary>
    public BasicBlock? OutermostLoopLeft(BasicBlock from, BasicBlock to)
    {
        HashSet<int> left = [.. loops[orders[from]].Except(loops[orders[to]])];
        return left.Count == 0 ? null : code[left.Min()];
    }

    private bool IsBack(int from, int to) => Dominates(to, from);

    private bool Dominates(int upper, int lower)
    {
        while (lower > upper)
            lower = dominators[lower];
        return lower == upper;
    }

    private int[] FindDominators()
    {
        int[] found = new int[code.Count];
        Array.Fill(found, -1);
        found[0] = 0;
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int block = 1; block < code.Count; block++)
            {
                int dominator = -1;
                foreach (int from in predecessors[block].Where(from => found[from] >= 0))
                    dominator = dominator < 0 ? from : Meet(found, dominator, from);
                if (found[block] != dominator)
                {
                    found[block] = dominator;
                    changed = true;
                }
            }
        }
        return found;
    }

    private static int Meet(int[] found, int first, int second)
    {
        while (first != second)
        {
            if (first > second)
                first = found[first];
            else
                second = found[second];
        }
        return first;
    }

    private void FindLoops()
    {
        for (int header = 0; header < code.Count; header++)
        {
            Stack<int> open = new(predecessors[header].Where(from => IsBack(from, header)));
            if (open.Count == 0)
                continue;
            loops[header].Add(header);
            while (open.TryPop(out int block))
            {
                if (!loops[block].Add(header))
                    continue;
                foreach (int from in predecessors[block])
                    open.Push(from);
            }
        }
    }
}
