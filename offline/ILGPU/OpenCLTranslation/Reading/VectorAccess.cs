using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>
/// Methods marked with an attribute named VectorAccess: they move halves between a view and floats, and become OpenCL's own loads and stores. (view, index) to
/// floats is a load, (view, index, floats) a store. Floats are a structure of 8, then the index counts elements of 16 bytes, or one, then it counts halves.
/// </summary>
internal static class VectorAccess
{
    private const int Lanes = 8;

    public static Intrinsic? Find(MethodInfo method)
    {
        if (!method.IsStatic || method.GetParameters().Length < 2 || !method.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "VectorAccessAttribute"))
            return null;
        Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        if (!SpacedType.IsView(parameters[0]) || StackKinds.Of(parameters[1]) is not (StackKind.Int32 or StackKind.Int64))
            return null;
        bool isPacked = Sizes.Of(parameters[0].GetGenericArguments()[0]) == Lanes * sizeof(ushort);
        bool Moves(Type floats) => floats == typeof(float) || (isPacked && IsEightFloats(floats));
        if (parameters.Length == 2 && Moves(method.ReturnType))
            return Load;
        return parameters.Length == 3 && method.ReturnType == typeof(void) && Moves(parameters[2]) ? Store : null;
    }

    public static bool IsEightFloats(Type type) =>
        StackKinds.Of(type) == StackKind.Structure && SpacedType.FieldsOf(type) is { Length: Lanes } fields && fields.All(field => field.FieldType == typeof(float));

    private static HalvesLoad Load(IntrinsicCall call) => new(new SpacedType(call.ReturnType, []), call.Arguments[0], MethodReader.As(typeof(long), call.Argument(1)));

    private static HalvesStore Store(IntrinsicCall call) => new(
        call.Arguments[0],
        MethodReader.As(typeof(long), call.Argument(1)),
        call.Arguments[2].Kind == StackKind.Structure ? call.Arguments[2] : MethodReader.As(typeof(float), call.Arguments[2]));
}
