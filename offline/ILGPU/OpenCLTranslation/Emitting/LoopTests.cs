using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>Turns endless loops that break on a condition at their start or end into `while` and `do`.</summary>
internal static class LoopTests
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
                    nodes[i] = WithTest(loop);
                    break;
            }
        }
    }

    private static Loop WithTest(Loop loop)
    {
        if (loop.Test != LoopTest.Never)
            return loop;
        if (loop.Body is [If { Then: [Leave { Kind: LeaveKind.Break }], Otherwise: [] } first, ..])
            return new Loop(LoopTest.Before, Truth.Negate(first.Condition), loop.Body[1..]);
        if (loop.Body is [.., If { Then: [Leave { Kind: LeaveKind.Break }], Otherwise: [] } last] && !Continues(loop.Body))
            return new Loop(LoopTest.After, Truth.Negate(last.Condition), loop.Body[..^1]);
        return loop;
    }

    /// <summary>Whether `continue`, or a jump, leaves the rest of a round out.</summary>
    public static bool Continues(List<Node> nodes) => nodes.Any(node => node switch
    {
        Leave leave => leave.Kind != LeaveKind.Break,
        If condition => Continues(condition.Then) || Continues(condition.Otherwise),
        _ => false,
    });
}
