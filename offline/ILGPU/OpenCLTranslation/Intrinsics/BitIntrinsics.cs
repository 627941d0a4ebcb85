namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Bits of numbers, and sizes.</summary>
internal static class BitIntrinsics
{
    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } =
    [
        new("System.BitConverter.SingleToInt32Bits", call => call.Device("as_int")),
        new("System.BitConverter.SingleToUInt32Bits", call => call.Device("as_uint")),
        new("System.BitConverter.Int32BitsToSingle", call => call.Device("as_float")),
        new("System.BitConverter.UInt32BitsToSingle", call => call.Device("as_float")),
        new("System.BitConverter.DoubleToInt64Bits", call => call.Device("as_long")),
        new("System.BitConverter.DoubleToUInt64Bits", call => call.Device("as_ulong")),
        new("System.BitConverter.Int64BitsToDouble", call => call.Device("as_double")),
        new("System.BitConverter.UInt64BitsToDouble", call => call.Device("as_double")),
        .. new[] { "ILGPU.IntrinsicMath", "System.Numerics.BitOperations" }.SelectMany(owner => Counts(owner)),
        new("System.Numerics.BitOperations.RotateLeft", Rotate),
        new("ILGPU.Interop.SizeOf", call => new Literal(Sizes.Of(call.GenericArguments[0]))),
        new("System.Runtime.CompilerServices.Unsafe.SizeOf", call => new Literal(Sizes.Of(call.GenericArguments[0]))),
    ];

    private static IEnumerable<KeyValuePair<string, Intrinsic>> Counts(string owner)
    {
        yield return new($"{owner}.PopCount", call => AsInt(new DeviceCall("popcount", TypeOf(call.Argument(0)), [call.Argument(0)])));
        yield return new($"{owner}.LeadingZeroCount", call => AsInt(new DeviceCall("clz", TypeOf(call.Argument(0)), [call.Argument(0)])));
        yield return new($"{owner}.TrailingZeroCount", TrailingZeros);
    }

    /// <summary>OpenCL C 1.2 has no ctz: the zeros below the lowest one are the ones of (x - 1) without x, all of them for 0.</summary>
    private static Expression TrailingZeros(IntrinsicCall call)
    {
        bool wide = call.Arguments[0].Kind == StackKind.Int64;
        Type type = wide ? typeof(ulong) : typeof(uint);
        Expression value = call.Reader.Keep(MethodReader.As(type, call.Argument(0)));
        Expression below = new Binary(
            BinaryOperator.And,
            type,
            type,
            new Unary(UnaryOperator.Complement, value.Type, value),
            new Binary(BinaryOperator.Subtract, type, type, value, MethodReader.As(type, new Literal(1))));
        return AsInt(new DeviceCall("popcount", below.Type, [below]));
    }

    private static DeviceCall Rotate(IntrinsicCall call) =>
        new("rotate", new SpacedType(call.ReturnType, []), [call.Argument(0), MethodReader.As(call.ReturnType, call.Argument(1))]);

    private static SpacedType TypeOf(Expression value) => new(StackKinds.Primitive(value.Type.Type), []);

    private static Expression AsInt(Expression value) => MethodReader.As(typeof(int), value);
}
