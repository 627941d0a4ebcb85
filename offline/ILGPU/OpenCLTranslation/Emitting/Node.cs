using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>C statements, structured.</summary>
internal abstract class Node;

internal sealed class Step(Statement statement) : Node
{
    public Statement Statement => statement;
}

internal sealed class If(Expression condition, List<Node> then, List<Node> otherwise) : Node
{
    public Expression Condition => condition;

    public List<Node> Then => then;

    public List<Node> Otherwise => otherwise;
}

internal enum LoopTest
{
    Never,
    Before,
    After,
}

/// <summary>A loop that runs while its condition holds, tested where it says, or for ever.</summary>
internal sealed class Loop(LoopTest test, Expression? condition, List<Node> body) : Node
{
    public LoopTest Test => test;

    public Expression? Condition => condition;

    public List<Node> Body => body;
}

/// <summary>A loop that declares its variable, runs while its condition holds, and takes its steps behind each round.</summary>
internal sealed class For(Declaration start, Expression condition, List<Assignment> steps, List<Node> body) : Node
{
    public Declaration Start => start;

    public Expression Condition => condition;

    public List<Assignment> Steps => steps;

    public List<Node> Body => body;
}

internal enum LeaveKind
{
    Break,
    Continue,
    Goto,
}

internal sealed class Leave(LeaveKind kind, BasicBlock? target = null) : Node
{
    public LeaveKind Kind => kind;

    public BasicBlock? Target => target;
}

internal sealed class Label(BasicBlock block) : Node
{
    public BasicBlock Block => block;
}

internal sealed class Finish(Expression? value) : Node
{
    public Expression? Value => value;
}

/// <summary>A variable declared, with its first value or without.</summary>
internal sealed class Declaration(Variable variable, Expression? value) : Node
{
    public Variable Variable => variable;

    public Expression? Value => value;
}
