using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>A call of a method that OpenCL has its own words for.</summary>
/// <param name="Reader">Reads the method that calls.</param>
/// <param name="Method">The method called, closed.</param>
/// <param name="Arguments">Its arguments, `this` first.</param>
internal readonly record struct IntrinsicCall(MethodReader Reader, MethodInfo Method, Expression[] Arguments)
{
    public Type ReturnType => Method.ReturnType;

    public Type[] GenericArguments => Method.GetGenericArguments();

    /// <summary>`this` as a place.</summary>
    public Expression Self => MethodReader.PlaceOf(Arguments[0]);

    /// <summary>An argument as the primitive that its parameter is.</summary>
    public Expression Argument(int index) =>
        MethodReader.As(StackKinds.Primitive(Method.GetParameters()[index - (Method.IsStatic ? 0 : 1)].ParameterType), Arguments[index]);

    /// <summary>A function of OpenCL C on all arguments, each as its parameter's primitive.</summary>
    public DeviceCall Device(string function, MemoryEffect effect = MemoryEffect.None)
    {
        List<Expression> arguments = [];
        for (int i = 0; i < Arguments.Length; i++)
            arguments.Add(Argument(i));
        return new DeviceCall(function, new SpacedType(ReturnType, []), arguments, effect);
    }
}
