using System.Collections.Frozen;
using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Methods that are not translated but replaced by what OpenCL has for them. Null stands for nothing to do.</summary>
internal delegate Expression? Intrinsic(IntrinsicCall call);

/// <summary>All intrinsics, by the full name of their method.</summary>
internal static class Intrinsics
{
    private static readonly FrozenDictionary<string, Intrinsic> ByName = new IEnumerable<KeyValuePair<string, Intrinsic>>[]
    {
        ThreadIntrinsics.All,
        MathIntrinsics.All,
        BitIntrinsics.All,
        HalfIntrinsics.All,
        ViewIntrinsics.All,
        MemoryIntrinsics.All,
        AtomicIntrinsics.All,
    }.SelectMany(table => table).ToFrozenDictionary(StringComparer.Ordinal);

    public static Intrinsic? Find(MethodBase method)
    {
        if (method is not MethodInfo info)
            return null;
        if (VectorAccess.Find(info) is { } access)
            return access;
        return ByName.GetValueOrDefault(NameOf(method));
    }

    /// <summary>The full name without generic arguments: `ILGPU.ArrayView.get_Length`.</summary>
    public static string NameOf(MethodBase method)
    {
        Type owner = method.DeclaringType!;
        return $"{owner.Namespace}.{MethodNames.PlainOf(owner)}.{method.Name}";
    }
}
