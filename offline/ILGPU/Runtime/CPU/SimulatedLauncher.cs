using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using ILGPU.Runtime.Launching;

namespace ILGPU.Runtime.CPU;

/// <summary>
/// Compiles the delegate that launches a kernel in the simulator. The kernel's method is called as it stands, once per simulated thread,
/// with the arguments of the launch; nothing is boxed.
/// </summary>
internal static class SimulatedLauncher
{
    private static readonly MethodInfo LaunchMethod = typeof(SimulatedLauncher).GetMethod(nameof(Launch), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>TDelegate is (stream, config, arguments…): every thread of every group runs the method.</summary>
    public static TDelegate Explicit<TDelegate>(CPUAccelerator accelerator, MethodInfo method)
        where TDelegate : Delegate
    {
        Expression? target = TargetOf(method);
        ParameterExpression[] parameters = LauncherFactory.ParametersOf<TDelegate>();
        return Compile<TDelegate>(accelerator, method, parameters, parameters[1], Expression.Call(target, method, parameters[2..]));
    }

    /// <summary>TDelegate is (stream, extent, arguments…): the method runs once per index of the extent.</summary>
    public static TDelegate Implicit<TDelegate>(CPUAccelerator accelerator, MethodInfo method, int groupSize)
        where TDelegate : Delegate
    {
        Expression? target = TargetOf(method);
        ParameterExpression[] parameters = LauncherFactory.ParametersOf<TDelegate>();
        ParameterExpression extent = parameters[1];
        MethodInfo tryFindIndex = typeof(ImplicitIndex).GetMethod(nameof(ImplicitIndex.TryFind), [extent.Type, extent.Type.MakeByRefType()])
            ?? throw new NotSupportedException($"A kernel over {extent.Type.Name} cannot be grouped by itself: Index1D, Index2D, Index3D and LongIndex1D can.");
        ParameterExpression index = Expression.Variable(extent.Type, "index");
        Expression body = Expression.Block(
            [index],
            Expression.IfThen(Expression.Call(tryFindIndex, extent, index), Expression.Call(target, method, [index, .. parameters[2..]])));
        return Compile<TDelegate>(accelerator, method, parameters, LauncherFactory.Cover(extent, groupSize), body);
    }

    private static TDelegate Compile<TDelegate>(CPUAccelerator accelerator, MethodInfo method, ParameterExpression[] parameters, Expression config, Expression body)
        where TDelegate : Delegate
    {
        Expression launch = Expression.Call(
            LaunchMethod, Expression.Constant(accelerator), Expression.Constant(method), config, Expression.Lambda<Action>(body));
        return Expression.Lambda<TDelegate>(launch, parameters).Compile();
    }

    private static void Launch(CPUAccelerator accelerator, MethodInfo method, KernelConfig config, Action runThread) =>
        accelerator.Launch(new KernelLaunch(method, config, runThread));

    /// <summary>Nothing for a static method; an empty instance for a lambda that captures nothing, which C# makes an instance method.</summary>
    private static ConstantExpression? TargetOf(MethodInfo method)
    {
        LauncherFactory.RequireKernel(method);
        return method.IsStatic ? null : Expression.Constant(RuntimeHelpers.GetUninitializedObject(method.DeclaringType!), method.DeclaringType!);
    }
}
