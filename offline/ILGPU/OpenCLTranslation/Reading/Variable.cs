namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>A parameter, a local or a temporary of a method.</summary>
internal sealed class Variable(string name, SpacedType type)
{
    public string Name => name;

    public SpacedType Type => type;

    /// <summary>Whether someone holds its address, so that it may change as memory does.</summary>
    public bool IsExposed { get; set; }
}
