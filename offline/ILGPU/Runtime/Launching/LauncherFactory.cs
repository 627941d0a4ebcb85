using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ILGPU.Runtime.Launching;

/// <summary>
/// Compiles the delegate that launches a kernel. The kernel's method is called as it stands, once per simulated thread, with the
/// arguments of the launch; nothing is boxed.
/// </summary>
internal static class LauncherFactory
{
    private static readonly MethodInfo LaunchMethod = typeof(LauncherFactory).GetMethod(nameof(Launch), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>TDelegate is (stream, config, arguments…): every thread of every group runs the method.</summary>
    public static TDelegate Explicit<TDelegate>(Accelerator accelerator, MethodInfo method)
        where TDelegate : Delegate
    {
        Expression? target = TargetOf(method);
        ParameterExpression[] parameters = ParametersOf<TDelegate>();
        return Compile<TDelegate>(accelerator, method, parameters, parameters[1], Expression.Call(target, method, parameters[2..]));
    }

    /// <summary>TDelegate is (stream, extent, arguments…): the method runs once per index of the extent.</summary>
    public static TDelegate Implicit<TDelegate>(Accelerator accelerator, MethodInfo method, int groupSize)
        where TDelegate : Delegate
    {
        Expression? target = TargetOf(method);
        ParameterExpression[] parameters = ParametersOf<TDelegate>();
        ParameterExpression extent = parameters[1];
        MethodInfo tryFindIndex = typeof(ImplicitIndex).GetMethod(nameof(ImplicitIndex.TryFind), [extent.Type, extent.Type.MakeByRefType()])
            ?? throw new NotSupportedException($"A kernel over {extent.Type.Name} cannot be grouped by itself: Index1D, Index2D, Index3D and LongIndex1D can.");
        ParameterExpression index = Expression.Variable(extent.Type, "index");
        Expression body = Expression.Block(
            [index],
            Expression.IfThen(Expression.Call(tryFindIndex, extent, index), Expression.Call(target, method, [index, .. parameters[2..]])));
        Expression config = Expression.Call(
            typeof(ImplicitIndex).GetMethod(nameof(ImplicitIndex.Cover))!,
            Expression.Property(Expression.Convert(extent, typeof(IIndex)), nameof(IIndex.Size)),
            Expression.Constant(groupSize));
        return Compile<TDelegate>(accelerator, method, parameters, config, body);
    }

    private static TDelegate Compile<TDelegate>(Accelerator accelerator, MethodInfo method, ParameterExpression[] parameters, Expression config, Expression body)
        where TDelegate : Delegate
    {
        Expression launch = Expression.Call(
            LaunchMethod,
            Expression.Constant(accelerator),
            Expression.Constant(method),
            parameters[0],
            config,
            Expression.Lambda<Action>(body));
        return Expression.Lambda<TDelegate>(launch, parameters).Compile();
    }

    private static void Launch(Accelerator accelerator, MethodInfo method, AcceleratorStream stream, KernelConfig config, Action runThread) =>
        accelerator.Launch(stream, new KernelLaunch(method, config, runThread));

    private static ParameterExpression[] ParametersOf<TDelegate>() =>
        [.. typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType, parameter.Name))];

    /// <summary>Nothing for a static method; an empty instance for a lambda that captures nothing, which C# makes an instance method.</summary>
    private static ConstantExpression? TargetOf(MethodInfo method)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (method.ReturnType != typeof(void))
            throw new NotSupportedException($"{method.Name} cannot be a kernel: a kernel returns nothing.");
        if (method.IsStatic)
            return null;
        Type owner = method.DeclaringType!;
        if (owner.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length > 0)
            throw new NotSupportedException($"{owner.Name}.{method.Name} cannot be a kernel: it is an instance method or captures variables.");
        return Expression.Constant(RuntimeHelpers.GetUninitializedObject(owner), owner);
    }
}
