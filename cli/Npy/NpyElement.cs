using System.Globalization;
using NormGpu.Host;

namespace NormGpu.Cli.Npy;

/// <summary>Element types in NumPy's spelling.</summary>
internal static class NpyElement
{
    /// <summary>The type that a descriptor means.</summary>
    /// <exception cref="FormatException">Neither little-endian FP16 nor FP32; says what it is, as the end of a sentence about the file.</exception>
    public static ElementType TypeOf(string descriptor)
    {
        // '=' and '|' leave the byte order to the machine, as no prefix does.
        var name = descriptor.TrimStart('<', '=', '|');
        return name switch
        {
            "f2" or "e" => ElementType.Float16,
            "f4" or "f" => ElementType.Float32,
            ['>', 'f', '2' or '4'] => throw new FormatException($"is big-endian ('{descriptor}'); little-endian float16 or float32 is expected"),
            "" => throw new FormatException("holds structured records; float16 or float32 is expected"),
            _ => throw new FormatException($"holds {Describe(name.TrimStart('>'))} ('{descriptor}'); float16 or float32 is expected"),
        };
    }

    /// <summary>As headers are written.</summary>
    public static string Descriptor(ElementType type)
    {
        return type == ElementType.Float16 ? "<f2" : "<f4";
    }

    private static string Describe(string name)
    {
        var bits = int.TryParse(name.AsSpan(Math.Min(1, name.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? (8L * bytes).ToString(CultureInfo.InvariantCulture)
            : "";
        return name switch
        {
            ['f', ..] => "float" + bits,
            ['i', ..] => "int" + bits,
            ['u', ..] => "uint" + bits,
            ['c', ..] => "complex" + bits,
            ['b', ..] => "booleans",
            ['O', ..] => "Python objects",
            ['U' or 'S' or 'a', ..] => "text",
            _ => "an unknown type",
        };
    }
}
