using System.Collections.Frozen;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>Small functions in OpenCL C that generated code calls; a program gets those that it uses.</summary>
internal static class HelperFunctions
{
    private static readonly FrozenDictionary<string, string> ByName = All().ToFrozenDictionary(entry => entry.Name, entry => entry.Source, StringComparer.Ordinal);

    /// <summary>The source of a function, or null where OpenCL C itself has one of that name.</summary>
    public static string? Find(string name) => ByName.GetValueOrDefault(name);

    private static IEnumerable<(string Name, string Source)> All()
    {
        foreach (string type in new[] { "float", "double" })
        {
            yield return ($"{type}_min", Extreme(type, "min", "smaller", "<", "a : b"));
            yield return ($"{type}_max", Extreme(type, "max", "larger", ">", "b : a"));
        }
        yield return ("half_to_float", """
            // The float that a half is, without arithmetic on halves.
            static float half_to_float(ushort bits)
            {
                return vload_half(0, (const half *)&bits);
            }
            """);
        yield return ("float_to_half", """
            // The half nearest to a float, ties to even.
            static ushort float_to_half(float value)
            {
                ushort bits;
                vstore_half_rte(value, 0, (half *)&bits);
                return bits;
            }
            """);
        foreach (string space in new[] { "global", "local" })
        {
            yield return ($"float_atomic_xchg_{space}", $$"""
                static float float_atomic_xchg_{{space}}(volatile __{{space}} float *target, float value)
                {
                    return atomic_xchg(target, value);
                }
                """);
            yield return ($"float_atomic_cmpxchg_{space}", $$"""
                static float float_atomic_cmpxchg_{{space}}(volatile __{{space}} float *target, float compare, float value)
                {
                    return as_float(atomic_cmpxchg((volatile __{{space}} int *)target, as_int(compare), as_int(value)));
                }
                """);
            yield return ($"float_atomic_add_{space}", Loop("add", space, "old + value"));
            yield return ($"float_atomic_min_{space}", $"{Extreme("float", "min", "smaller", "<", "a : b")}\n\n{Loop("min", space, "float_min(old, value)")}");
            yield return ($"float_atomic_max_{space}", $"{Extreme("float", "max", "larger", ">", "b : a")}\n\n{Loop("max", space, "float_max(old, value)")}");
        }
    }

    private static string Extreme(string type, string name, string adjective, string order, string equal) => $$"""
        // The {{adjective}} of two as in .NET: NaN where either is NaN, and -0 below 0.
        static {{type}} {{type}}_{{name}}({{type}} a, {{type}} b)
        {
            return a != b ? (a {{order}} b || isnan(a) ? a : b) : (signbit(a) ? {{equal}});
        }
        """;

    private static string Loop(string name, string space, string result) => $$"""
        static float float_atomic_{{name}}_{{space}}(volatile __{{space}} float *target, float value)
        {
            float old, seen = *target;
            do
            {
                old = seen;
                seen = as_float(atomic_cmpxchg((volatile __{{space}} int *)target, as_int(old), as_int({{result}})));
            } while (as_int(seen) != as_int(old));
            return old;
        }
        """;
}
