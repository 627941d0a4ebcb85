using System.Linq.Expressions;
using System.Reflection;
using ILGPU.Runtime.Launching;
using ILGPU.Runtime.OpenCL.Translation;

namespace ILGPU.Runtime.OpenCL.Driver;

/// <summary>Compiles the delegate that takes a launch's values apart, sets them as arguments of the OpenCL kernel and queues it; nothing is boxed.</summary>
internal static class KernelLauncher
{
    /// <summary>TDelegate is (stream, config, arguments…).</summary>
    public static TDelegate Explicit<TDelegate>(LoadedKernel kernel)
        where TDelegate : Delegate
    {
        ParameterExpression[] parameters = LauncherFactory.ParametersOf<TDelegate>();
        return Compile<TDelegate>(kernel, parameters, parameters[1], parameters[2..]);
    }

    /// <summary>TDelegate is (stream, extent, arguments…).</summary>
    public static TDelegate Implicit<TDelegate>(LoadedKernel kernel, int groupSize)
        where TDelegate : Delegate
    {
        ParameterExpression[] parameters = LauncherFactory.ParametersOf<TDelegate>();
        return Compile<TDelegate>(kernel, parameters, LauncherFactory.Cover(parameters[1], groupSize), parameters[1..]);
    }

    private static TDelegate Compile<TDelegate>(LoadedKernel kernel, ParameterExpression[] parameters, Expression config, ParameterExpression[] values)
        where TDelegate : Delegate
    {
        ConstantExpression target = Expression.Constant(kernel);
        List<Expression> steps = [];
        int position = 0;
        for (int number = 0; number < kernel.Translated.Arguments.Count; number++)
        {
            KernelArgument argument = kernel.Translated.Arguments[number];
            Expression value = values[argument.Parameter];
            foreach (FieldInfo field in argument.Path)
                value = Expression.Field(value, field);
            steps.Add(argument.Kind == ArgumentKind.View ? SetView(target, number, position, value) : SetScalar(target, position, value, argument.Type));
            position += argument.Kind == ArgumentKind.View ? 3 : 1;
        }
        steps.Add(Expression.Call(target, nameof(LoadedKernel.Queue), null, parameters[0], config, Expression.Constant(position)));
        Expression body = Expression.Block(
            Expression.Call(target, nameof(LoadedKernel.Begin), null),
            Expression.TryFinally(Expression.Block(typeof(void), steps), Expression.Call(target, nameof(LoadedKernel.End), null)));
        return Expression.Lambda<TDelegate>(body, parameters).Compile();
    }

    private static MethodCallExpression SetView(Expression target, int number, int position, Expression view) =>
        Expression.Call(
            target,
            nameof(LoadedKernel.SetView),
            view.Type.GetGenericArguments(),
            Expression.Constant(number),
            Expression.Constant(position),
            view);

    private static MethodCallExpression SetScalar(Expression target, int position, Expression value, Type type) =>
        Expression.Call(
            target,
            nameof(LoadedKernel.SetScalar),
            [type],
            Expression.Constant(position),
            value.Type == type ? value : Expression.Convert(value, type));
}
