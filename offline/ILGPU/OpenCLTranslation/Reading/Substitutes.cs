using System.Collections.Frozen;
using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Methods whose own IL belongs to the simulator: what is translated in their place is C# written for devices.</summary>
internal static class Substitutes
{
    private static readonly FrozenDictionary<string, MethodInfo> ByName = typeof(GroupSubstitutes)
        .GetMethods(BindingFlags.Static | BindingFlags.Public)
        .ToFrozenDictionary(method => $"ILGPU.Group.{method.Name}", StringComparer.Ordinal);

    public static MethodInfo? Find(MethodInfo method)
    {
        if (!ByName.TryGetValue(Intrinsics.NameOf(method), out MethodInfo? substitute))
            return null;
        return method.IsGenericMethod ? substitute.MakeGenericMethod(method.GetGenericArguments()) : substitute;
    }
}
