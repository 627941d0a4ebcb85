using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>
/// Methods marked with an attribute named VectorAccess: they move 8 halves between a view of 16-byte elements and a structure of 8 floats, and become OpenCL's
/// own vector load and store. (view, index) to structure is a load, (view, index, structure) a store.
/// </summary>
internal static class VectorAccess
{
    private const int Lanes = 8;

    public static Intrinsic? Find(MethodInfo method)
    {
        if (!method.IsStatic || method.GetParameters().Length < 2 || !method.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "VectorAccessAttribute"))
            return null;
        Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        bool isPacked = SpacedType.IsView(parameters[0]) && Sizes.Of(parameters[0].GetGenericArguments()[0]) == Lanes * sizeof(ushort)
            && StackKinds.Of(parameters[1]) is StackKind.Int32 or StackKind.Int64;
        if (isPacked && parameters.Length == 2 && IsEightFloats(method.ReturnType))
            return Load;
        return isPacked && parameters.Length == 3 && method.ReturnType == typeof(void) && IsEightFloats(parameters[2]) ? Store : null;
    }

    public static bool IsEightFloats(Type type) =>
        StackKinds.Of(type) == StackKind.Structure && SpacedType.FieldsOf(type) is { Length: Lanes } fields && fields.All(field => field.FieldType == typeof(float));

    private static HalvesLoad Load(IntrinsicCall call) => new(new SpacedType(call.ReturnType, []), call.Arguments[0], MethodReader.As(typeof(long), call.Argument(1)));

    private static HalvesStore Store(IntrinsicCall call) => new(call.Arguments[0], MethodReader.As(typeof(long), call.Argument(1)), call.Arguments[2]);
}
