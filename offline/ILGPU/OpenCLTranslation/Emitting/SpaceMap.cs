using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>The spaces of one instance of a method: what its caller has chosen, and global memory for what nobody has.</summary>
internal sealed class SpaceMap
{
    private readonly Dictionary<SpaceVariable, Space> chosen = [];

    public SpaceMap(MethodReading reading, IReadOnlyList<Space> spaces)
    {
        foreach ((SpaceVariable variable, Space space) in reading.SignatureSpaces.Zip(spaces))
            chosen[variable.Root] = space;
    }

    /// <summary>Spaces of a kernel's own types: all global.</summary>
    public static SpaceMap Kernel(MethodReading reading) => new(reading, [.. reading.SignatureSpaces.Select(_ => Space.Global)]);

    public Space this[SpaceVariable variable] =>
        variable.Known != Space.Unknown ? variable.Known : chosen.GetValueOrDefault(variable.Root, Space.Global);

    public IReadOnlyList<Space> Of(IEnumerable<SpaceVariable> variables) => [.. variables.Select(variable => this[variable])];
}
