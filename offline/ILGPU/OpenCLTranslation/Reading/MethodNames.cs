using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Methods and types as a reader of messages and of generated source knows them.</summary>
internal static class MethodNames
{
    /// <summary>`Type.Method`, with all generic arguments.</summary>
    public static string Of(MethodBase method)
    {
        string name = method.IsConstructor ? "new" : method.Name;
        if (method.IsGenericMethod)
            name += $"<{string.Join(", ", method.GetGenericArguments().Select(Of))}>";
        return method.DeclaringType is { } owner ? $"{Of(owner)}.{name}" : name;
    }

    public static string Of(Type type)
    {
        if (type.IsByRef)
            return $"ref {Of(type.GetElementType()!)}";
        string name = PlainOf(type);
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }

    /// <summary>The name without generic arguments and namespace.</summary>
    public static string PlainOf(Type type)
    {
        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? type.Name : type.Name[..tick];
    }
}
