using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>Turns a `while` whose variable gets its first value right before and its next one at the end of each round into a `for`.</summary>
internal static class ForLoops
{
    public static void Run(List<Node> nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            switch (nodes[i])
            {
                case If condition:
                    Run(condition.Then);
                    Run(condition.Otherwise);
                    break;
                case Loop loop:
                    Run(loop.Body);
                    int start = nodes.FindLastIndex(Math.Max(i - 1, 0), node => node is not Declaration { Value: null });
                    if (start >= 0 && TryMake(nodes[start], loop, nodes[(i + 1)..]) is { } made)
                    {
                        nodes[i] = made;
                        nodes.RemoveAt(start);
                        i--;
                    }
                    break;
            }
        }
    }

    private static For? TryMake(Node before, Loop loop, List<Node> behind)
    {
        if (loop.Test != LoopTest.Before || LoopTests.Continues(loop.Body))
            return null;
        if (before is not Declaration { Value: not null, Variable: var variable } || !Uses.In(loop.Condition!, variable) || behind.Any(node => Uses.In(node, variable)))
            return null;
        // One more value may go along with the loop's own: `slot += threads, run = Advance(run, slot)`.
        for (int count = 1; count <= 2 && count <= loop.Body.Count; count++)
        {
            List<Node> steps = loop.Body[^count..];
            if (Assigned(steps[^1]) is null)
                return null;
            if (Assigned(steps[0]) == variable)
                return new For((Declaration)before, loop.Condition!, [.. steps.Select(step => (Assignment)((Step)step).Statement)], loop.Body[..^count]);
        }
        return null;
    }

    private static Variable? Assigned(Node node) => node is Step { Statement: Assignment { Place: VariableRead place } } ? place.Variable : null;
}
