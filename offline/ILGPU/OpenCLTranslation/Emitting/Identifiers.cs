using System.Collections.Frozen;
using System.Text;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>Names in one scope of the generated program: valid in C, no two alike, none that OpenCL C knows already.</summary>
internal sealed class Identifiers(Identifiers? outer = null)
{
    private static readonly FrozenSet<string> Reserved = (
        "auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed "
        + "sizeof static struct switch typedef union unsigned void volatile while bool half uchar ushort uint ulong size_t ptrdiff_t intptr_t uintptr_t "
        + "global local constant private kernel generic read_only write_only read_write image1d_t image2d_t image3d_t sampler_t event_t pipe "
        + "char2 char4 char8 int2 int4 int8 float2 float4 float8 float16 NAN INFINITY INT_MIN LONG_MIN true false "
        + "min max abs fabs sqrt fma floor ceil trunc rint fmod exp log log2 log10 pow cbrt sin cos tan asin acos atan atan2 sinh cosh tanh copysign "
        + "isnan isinf isfinite signbit popcount clz rotate select step clamp sign mix cross dot distance length normalize barrier mem_fence vload_half "
        + "vstore_half_rte vload_half8 vstore_half8_rte convert_int_sat asm typeof main printf any all")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>The name itself where it is free, else with a number behind it.</summary>
    public string Take(string wanted)
    {
        string clean = Clean(wanted);
        string name = clean;
        for (int number = 2; IsTaken(name); number++)
            name = FormattableString.Invariant($"{clean}_{number}");
        taken.Add(name);
        return name;
    }

    /// <summary>Letters, digits and underscores of a name; of a backing field or a captured parameter the name inside the brackets.</summary>
    private static string Clean(string wanted)
    {
        if (wanted.StartsWith('<') && wanted.IndexOf('>', StringComparison.Ordinal) is > 1 and var end)
            wanted = wanted[1..end];
        var letters = new StringBuilder();
        foreach (char letter in wanted)
            letters.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        if (letters.Length == 0 || char.IsAsciiDigit(letters[0]))
            letters.Insert(0, '_');
        return Reserved.Contains(letters.ToString()) ? $"{letters}_" : letters.ToString();
    }

    private bool IsTaken(string name) => taken.Contains(name) || (outer?.IsTaken(name) ?? false);
}
