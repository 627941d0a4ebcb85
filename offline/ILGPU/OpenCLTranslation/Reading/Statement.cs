namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>What a block of code does, one after the other.</summary>
internal abstract class Statement;

internal sealed class Assignment(Expression place, Expression value) : Statement
{
    public Expression Place => place;

    public Expression Value => value;
}

/// <summary>A call for its effect.</summary>
internal sealed class Evaluation(Expression call) : Statement
{
    public Expression Call => call;
}

/// <summary>How a block of code ends.</summary>
internal abstract class Ending;

internal sealed class Jump(BasicBlock target) : Ending
{
    public BasicBlock Target => target;
}

internal sealed class Branch(Expression condition, BasicBlock whenTrue, BasicBlock whenFalse) : Ending
{
    public Expression Condition => condition;

    public BasicBlock WhenTrue => whenTrue;

    public BasicBlock WhenFalse => whenFalse;
}

internal sealed class Return(Expression? value) : Ending
{
    public Expression? Value => value;
}
