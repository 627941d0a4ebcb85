using System.Text;
using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>Gathers what a kernel needs: types, helpers, and one function for each method and each set of spaces that it is called with.</summary>
internal sealed class ProgramWriter
{
    private readonly Dictionary<string, string> functionNames = new(StringComparer.Ordinal);
    private readonly StringBuilder functions = new();
    private readonly List<string> helpers = [];
    private readonly Dictionary<MethodReading, int> numbers = [];
    private bool usesLongAtomics;

    public ProgramWriter() => Types = new TypeWriter(Names);

    public Identifiers Names { get; } = new();

    public TypeWriter Types { get; }

    /// <summary>The name of a method's function, which is written first if it is new.</summary>
    public string FunctionName(MethodReading reading, IReadOnlyList<Space> spaces)
    {
        if (!numbers.TryGetValue(reading, out int number))
            numbers.Add(reading, number = numbers.Count);
        string key = FormattableString.Invariant($"{number} {string.Join(' ', spaces)}");
        if (functionNames.TryGetValue(key, out string? name))
            return name;
        name = Names.Take(NameFor(reading));
        functionNames.Add(key, name);
        functions.Append(FunctionWriter.Write(this, reading, spaces, name)).Append('\n');
        return name;
    }

    /// <summary>Makes sure that a function of ours, if it is one, is in the program.</summary>
    public void Use(string function)
    {
        if (HelperFunctions.Find(function) is { } source && !helpers.Contains(source))
            helpers.Add(source);
        usesLongAtomics |= function.StartsWith("atom_", StringComparison.Ordinal);
    }

    /// <summary>The whole program.</summary>
    /// <param name="kernel">The source of the kernel function.</param>
    public string Assemble(string kernel)
    {
        var source = new StringBuilder("// Made by ILGPU's offline subset from .NET IL.\n");
        if (Types.UsesDouble)
            source.Append("#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n");
        if (usesLongAtomics)
            source.Append("#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable\n#pragma OPENCL EXTENSION cl_khr_int64_extended_atomics : enable\n");
        source.Append("// A product and a sum are rounded one after the other, as in .NET.\n#pragma OPENCL FP_CONTRACT OFF\n\n");
        source.Append(Types.Declarations);
        foreach (string helper in helpers)
            source.Append(helper).Append("\n\n");
        return source.Append(functions).Append(kernel).ToString();
    }

    private static string NameFor(MethodReading reading)
    {
        string owner = MethodNames.PlainOf(reading.Method.DeclaringType!);
        string name = reading.Method.IsConstructor ? "new" : reading.Method.Name[(reading.Method.Name.LastIndexOf('.') + 1)..];
        foreach (string prefix in new[] { "op_", "get_" })
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                name = name[prefix.Length..];
        }
        return $"{owner}_{name}";
    }
}
