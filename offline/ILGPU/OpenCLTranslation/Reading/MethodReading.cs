using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>A closed method as expressions and statements, with spaces for its callers to choose.</summary>
internal sealed class MethodReading
{
    public required MethodBase Method { get; init; }

    /// <summary>The parameters, `this` among them; of a constructor the others only: it returns what it made.</summary>
    public required IReadOnlyList<Variable> Parameters { get; init; }

    public required SpacedType Result { get; init; }

    /// <summary>The code in reverse postorder: the entry first, every block before those that it alone leads to.</summary>
    public required IReadOnlyList<BasicBlock> Code { get; init; }

    /// <summary>Blocks of memory that this method and those that it calls ask for.</summary>
    public required IReadOnlyList<MemoryBlock> Blocks { get; init; }

    public required bool UsesDynamicMemory { get; init; }

    public required bool ReadsMemory { get; init; }

    public required bool WritesMemory { get; init; }

    public string Name => MethodNames.Of(Method);

    /// <summary>The spaces that differ from call to call: those of all parameters, then those of the result.</summary>
    public IEnumerable<SpaceVariable> SignatureSpaces => Parameters.SelectMany(parameter => parameter.Type.Spaces).Concat(Result.Spaces);
}
