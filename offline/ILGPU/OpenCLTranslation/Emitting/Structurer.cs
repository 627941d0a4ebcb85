using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>
/// From blocks that jump to loops and conditions. A block that several others lead to stands behind the one that dominates it, what a loop leads to behind the
/// loop; what neither falling through nor break nor continue reaches is reached by goto.
/// </summary>
/// <remarks>Source of the idea: Ramsey 2022, "Beyond Relooper: recursive translation of unstructured control flow to structured control flow".</remarks>
internal sealed class Structurer
{
    private readonly FlowGraph graph;
    private readonly Dictionary<BasicBlock, List<BasicBlock>> behindBlock = [];
    private readonly Dictionary<BasicBlock, List<BasicBlock>> behindLoop = [];
    private readonly HashSet<BasicBlock> labelled = [];
    // Blocks that stand where the one jump forward to them is, until they do.
    private readonly HashSet<BasicBlock> inline = [];

    // Stands for what lies behind the last statement of a function that returns nothing.
    private readonly BasicBlock end = new();

    private Structurer(IReadOnlyList<BasicBlock> code)
    {
        graph = new FlowGraph(code);
        foreach (BasicBlock block in code.Skip(1).Where(block => !IsEnd(block)))
            Place(block);
    }

    /// <summary>Where control goes from a place in the code without a jump, by `continue` and by `break`.</summary>
    private readonly record struct Surroundings(BasicBlock? Next, BasicBlock? Continue, BasicBlock? Break);

    public static List<Node> Run(IReadOnlyList<BasicBlock> code)
    {
        var structurer = new Structurer(code);
        List<Node> nodes = [];
        structurer.Emit(code[0], new Surroundings(structurer.end, null, null), nodes);
        structurer.DropLabels(nodes);
        LoopTests.Run(nodes);
        return nodes;
    }

    private void Place(BasicBlock block)
    {
        BasicBlock dominator = graph.DominatorOf(block);
        if (graph.OutermostLoopLeft(dominator, block) is { } header && !IsOwnWayOut(block))
            Add(behindLoop, header, block);
        else if (graph.CountForward(block) > 1)
            Add(behindBlock, dominator, block);
        else
            inline.Add(block);
    }

    /// <summary>A way out of a loop that ends the function stays where it is.</summary>
    private bool IsOwnWayOut(BasicBlock block) =>
        block.Ending is Reading.Return && graph.CountForward(block) == 1 && !graph.IsLoopHeader(graph.DominatorOf(block));

    private static bool IsEnd(BasicBlock block) => block.Statements.Count == 0 && block.Ending is Reading.Return { Value: null };

    /// <summary>A return that is as short as the jump to it.</summary>
    private static bool IsShortReturn(BasicBlock block) => block.Statements.Count == 0 && block.Ending is Reading.Return { Value: VariableRead or Literal };

    private void Add(Dictionary<BasicBlock, List<BasicBlock>> followers, BasicBlock leader, BasicBlock block)
    {
        if (!followers.TryGetValue(leader, out List<BasicBlock>? list))
            followers.Add(leader, list = []);
        list.Add(block);
        list.Sort((first, second) => graph.OrderOf(first).CompareTo(graph.OrderOf(second)));
    }

    private void Emit(BasicBlock block, Surroundings around, List<Node> nodes)
    {
        if (!graph.IsLoopHeader(block))
        {
            EmitContent(block, around, nodes);
            return;
        }
        List<BasicBlock> followers = behindLoop.GetValueOrDefault(block, []);
        List<Node> body = [];
        EmitContent(block, new Surroundings(block, block, followers.Count > 0 ? followers[0] : around.Next), body);
        nodes.Add(new Loop(LoopTest.Never, null, body));
        EmitFollowers(followers, around, nodes);
    }

    private void EmitContent(BasicBlock block, Surroundings around, List<Node> nodes)
    {
        List<BasicBlock> followers = behindBlock.GetValueOrDefault(block, []);
        nodes.AddRange(block.Statements.Select(statement => new Step(statement)));
        EmitEnding(block.Ending!, around with { Next = followers.Count > 0 ? followers[0] : around.Next }, nodes);
        EmitFollowers(followers, around, nodes);
    }

    private void EmitFollowers(List<BasicBlock> followers, Surroundings around, List<Node> nodes)
    {
        for (int i = 0; i < followers.Count; i++)
        {
            nodes.Add(new Label(followers[i]));
            Emit(followers[i], around with { Next = i + 1 < followers.Count ? followers[i + 1] : around.Next }, nodes);
        }
    }

    private void EmitEnding(Ending ending, Surroundings around, List<Node> nodes)
    {
        switch (ending)
        {
            case Reading.Return { Value: null }:
                EmitEdge(end, around, nodes);
                break;
            case Reading.Return finish:
                nodes.Add(new Finish(finish.Value));
                break;
            case Jump jump:
                EmitEdge(jump.Target, around, nodes);
                break;
            case Branch branch:
                List<Node> whenTrue = [];
                List<Node> whenFalse = [];
                EmitEdge(branch.WhenTrue, around, whenTrue);
                EmitEdge(branch.WhenFalse, around, whenFalse);
                AddCondition(branch.Condition, whenTrue, whenFalse, nodes);
                break;
        }
    }

    /// <summary>Adds a condition with the arm that leaves as a guard in front of the other.</summary>
    private static void AddCondition(Expression condition, List<Node> whenTrue, List<Node> whenFalse, List<Node> nodes)
    {
        if (whenTrue.Count == 0 && whenFalse.Count == 0)
            return;
        if (EndsInJump(whenFalse) && !(EndsInJump(whenTrue) && whenTrue.Count <= whenFalse.Count))
        {
            nodes.Add(new If(Truth.Negate(condition), whenFalse, []));
            nodes.AddRange(whenTrue);
        }
        else if (EndsInJump(whenTrue))
        {
            nodes.Add(new If(condition, whenTrue, []));
            nodes.AddRange(whenFalse);
        }
        else if (whenTrue.Count == 0)
        {
            nodes.Add(new If(Truth.Negate(condition), whenFalse, []));
        }
        else
        {
            nodes.Add(new If(condition, whenTrue, whenFalse));
        }
    }

    private static bool EndsInJump(List<Node> nodes) => nodes is [.., Leave or Finish];

    private void EmitEdge(BasicBlock target, Surroundings around, List<Node> nodes)
    {
        if (IsEnd(target))
            target = end;
        if (inline.Remove(target))
        {
            Emit(target, around, nodes);
        }
        else if (target != around.Next)
        {
            nodes.Add(JumpTo(target, around));
        }
    }

    private Node JumpTo(BasicBlock target, Surroundings around)
    {
        if (target == around.Continue)
            return new Leave(LeaveKind.Continue);
        if (target == around.Break)
            return new Leave(LeaveKind.Break);
        if (target == end)
            return new Finish(null);
        if (IsShortReturn(target))
            return new Finish(((Reading.Return)target.Ending!).Value);
        labelled.Add(target);
        return new Leave(LeaveKind.Goto, target);
    }

    private void DropLabels(List<Node> nodes)
    {
        nodes.RemoveAll(node => node is Label label && !labelled.Contains(label.Block));
        foreach (Node node in nodes)
        {
            if (node is Loop loop)
                DropLabels(loop.Body);
            if (node is If condition)
            {
                DropLabels(condition.Then);
                DropLabels(condition.Otherwise);
            }
        }
    }
}
