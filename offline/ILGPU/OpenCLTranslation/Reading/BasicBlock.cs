namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Code that runs from its start to its end.</summary>
internal sealed class BasicBlock
{
    public List<Statement> Statements { get; } = [];

    /// <summary>How it ends; null until it has been read.</summary>
    public Ending? Ending { get; set; }

    /// <summary>What lies on the evaluation stack behind its last statement.</summary>
    public List<Expression> ExitStack { get; set; } = [];

    public IReadOnlyList<BasicBlock> Successors => Ending switch
    {
        Jump jump => [jump.Target],
        Branch branch => [branch.WhenTrue, branch.WhenFalse],
        _ => [],
    };

    /// <summary>Makes all edges to one block lead to another.</summary>
    public void Redirect(BasicBlock from, BasicBlock to)
    {
        Ending = Ending switch
        {
            Jump jump when jump.Target == from => new Jump(to),
            Branch branch => new Branch(
                branch.Condition,
                branch.WhenTrue == from ? to : branch.WhenTrue,
                branch.WhenFalse == from ? to : branch.WhenFalse),
            _ => Ending,
        };
    }
}
