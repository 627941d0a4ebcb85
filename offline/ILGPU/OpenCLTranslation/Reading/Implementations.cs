using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>From a member of an interface to the method of the structure that stands for it.</summary>
internal static class Implementations
{
    /// <summary>The method that runs when a member is called on a closed structure; null where only the object itself knows.</summary>
    /// <param name="method">The member, its generic arguments closed.</param>
    /// <param name="receiver">The structure; null for a member that is called on its interface itself.</param>
    public static MethodInfo? Find(MethodInfo method, Type? receiver)
    {
        if (receiver is null)
            return method is { IsStatic: true, IsAbstract: false } ? method : null;
        if (!receiver.IsValueType)
            return null;
        if (method.DeclaringType is not { IsInterface: true } contract)
            return method.DeclaringType == receiver ? method : null;
        MethodInfo definition = method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
        InterfaceMapping mapping = receiver.GetInterfaceMap(contract);
        int index = Array.IndexOf(mapping.InterfaceMethods, definition);
        if (index < 0)
            return null;
        MethodInfo target = mapping.TargetMethods[index];
        return method.IsGenericMethod ? target.MakeGenericMethod(method.GetGenericArguments()) : target;
    }
}
