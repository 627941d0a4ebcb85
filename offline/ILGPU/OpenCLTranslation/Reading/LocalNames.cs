using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>The names of locals, from the portable PDB beside the assembly where there is one.</summary>
internal static class LocalNames
{
    private static readonly ConcurrentDictionary<Assembly, MetadataReader?> Symbols = new();

    /// <summary>The name of each local by its number; locals without a name of their own are called by their number.</summary>
    public static string[] Of(MethodBase method, int count)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(Number)];
        if (Symbols.GetOrAdd(method.Module.Assembly, Open) is not { } symbols)
            return names;
        var handle = (MethodDefinitionHandle)MetadataTokens.EntityHandle(method.MetadataToken);
        foreach (LocalScopeHandle scope in symbols.GetLocalScopes(handle.ToDebugInformationHandle()))
        {
            foreach (LocalVariableHandle local in symbols.GetLocalScope(scope).GetLocalVariables())
            {
                LocalVariable variable = symbols.GetLocalVariable(local);
                if (variable.Index < count && !variable.Attributes.HasFlag(LocalVariableAttributes.DebuggerHidden))
                    names[variable.Index] = symbols.GetString(variable.Name);
            }
        }
        return names;
    }

    /// <summary>Whether a name is only the local's number.</summary>
    public static bool IsNumber(string name, int number) => string.Equals(name, Number(number), StringComparison.Ordinal);

    private static string Number(int number) => FormattableString.Invariant($"local{number}");

    private static MetadataReader? Open(Assembly assembly)
    {
        string path = string.IsNullOrEmpty(assembly.Location) ? "" : Path.ChangeExtension(assembly.Location, ".pdb");
        if (!File.Exists(path))
            return null;
        try
        {
            return MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(File.ReadAllBytes(path))).GetMetadataReader();
        }
        catch (BadImageFormatException)
        {
            return null; // Names make the source readable, no more.
        }
    }
}
