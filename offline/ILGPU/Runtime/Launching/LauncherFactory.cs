using System.Linq.Expressions;
using System.Reflection;

namespace ILGPU.Runtime.Launching;

/// <summary>What the launching delegates of all accelerators have in common.</summary>
internal static class LauncherFactory
{
    /// <summary>The parameters of a delegate type, to build a lambda of that type with.</summary>
    public static ParameterExpression[] ParametersOf<TDelegate>() =>
        [.. typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType, parameter.Name))];

    /// <summary>The launch in groups of a size that covers an extent.</summary>
    public static Expression Cover(Expression extent, int groupSize) =>
        Expression.Call(
            typeof(ImplicitIndex).GetMethod(nameof(ImplicitIndex.Cover))!,
            Expression.Property(Expression.Convert(extent, typeof(IIndex)), nameof(IIndex.Size)),
            Expression.Constant(groupSize));

    /// <summary>Refuses a method that cannot be a kernel.</summary>
    /// <exception cref="NotSupportedException">The method cannot be a kernel; the sentence says why.</exception>
    public static void RequireKernel(MethodInfo method)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (method.ReturnType != typeof(void))
            throw new NotSupportedException($"{method.Name} cannot be a kernel: a kernel returns nothing.");
        Type owner = method.DeclaringType!;
        if (!method.IsStatic && owner.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length > 0)
            throw new NotSupportedException($"{owner.Name}.{method.Name} cannot be a kernel: it is an instance method or captures variables.");
    }
}
