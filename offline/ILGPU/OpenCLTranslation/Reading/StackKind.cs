namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>What IL's evaluation stack distinguishes. Source: ECMA-335, III.1.1.</summary>
internal enum StackKind
{
    Int32,
    Int64,
    Single,
    Double,
    Reference,
    Structure,
    Object,
    Void,
}

internal static class StackKinds
{
    public static StackKind Of(Type type)
    {
        if (type.IsByRef || type.IsPointer)
            return StackKind.Reference;
        if (type == typeof(void))
            return StackKind.Void;
        if (!type.IsValueType)
            return StackKind.Object;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean or TypeCode.Char or TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 => StackKind.Int32,
            TypeCode.Int64 or TypeCode.UInt64 => StackKind.Int64,
            TypeCode.Single => StackKind.Single,
            TypeCode.Double => StackKind.Double,
            _ => type == typeof(nint) || type == typeof(nuint) ? StackKind.Int64 : StackKind.Structure,
        };
    }

    /// <summary>The primitive below an enum, or the type itself; addresses as wide as the host's.</summary>
    public static Type Primitive(Type type)
    {
        if (type.IsEnum)
            return Enum.GetUnderlyingType(type);
        return type == typeof(nint) ? typeof(long) : type == typeof(nuint) ? typeof(ulong) : type;
    }

    public static bool IsUnsigned(Type type) => Primitive(type) == typeof(uint) || Primitive(type) == typeof(ulong);
}
