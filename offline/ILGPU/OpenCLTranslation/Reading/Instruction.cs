using System.Reflection.Emit;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>One IL instruction.</summary>
/// <param name="Offset">Bytes from the method's start.</param>
/// <param name="Next">Offset of the instruction behind it.</param>
/// <param name="OpCode">What it does.</param>
/// <param name="Operand">
/// A number; an absolute offset of a branch; the offsets of a switch; the token of a member; null where there is none.
/// </param>
internal readonly record struct Instruction(int Offset, int Next, OpCode OpCode, object? Operand)
{
    public bool IsBranch => OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch;

    public bool EndsBlock => IsBranch || OpCode.FlowControl is FlowControl.Return or FlowControl.Throw;

    /// <summary>Where a branch may lead, the instruction behind it not counted.</summary>
    public IReadOnlyList<int> Targets => Operand switch
    {
        int[] targets => targets,
        int target when IsBranch => [target],
        _ => [],
    };

    public override string ToString() => FormattableString.Invariant($"{OpCode.Name} at IL_{Offset:x4}");
}
