namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>
/// <see cref="Half"/> through the loads and stores of halves that OpenCL has without cl_khr_fp16. Floats hold all sums, products and quotients of two
/// halves well enough that rounding them again is rounding once.
/// </summary>
internal static class HalfIntrinsics
{
    private const string Owner = "ILGPU.Half";

    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } =
    [
        new($"{Owner}.op_Implicit", call => MethodReader.As(call.ReturnType, Widen(call.Arguments[0]))),
        new($"{Owner}.op_Explicit", Convert),
        new($"{Owner}.op_Addition", call => Calculate(call, BinaryOperator.Add)),
        new($"{Owner}.op_Subtraction", call => Calculate(call, BinaryOperator.Subtract)),
        new($"{Owner}.op_Multiply", call => Calculate(call, BinaryOperator.Multiply)),
        new($"{Owner}.op_Division", call => Calculate(call, BinaryOperator.Divide)),
        new($"{Owner}.op_UnaryNegation", call => Narrow(new Unary(UnaryOperator.Negate, new SpacedType(typeof(float), []), Widen(call.Arguments[0])))),
        new($"{Owner}.op_Equality", call => Compare(call, BinaryOperator.Equal)),
        new($"{Owner}.op_Inequality", call => Compare(call, BinaryOperator.NotEqual)),
        new($"{Owner}.op_LessThan", call => Compare(call, BinaryOperator.Less)),
        new($"{Owner}.op_LessThanOrEqual", call => Compare(call, BinaryOperator.LessOrEqual)),
        new($"{Owner}.op_GreaterThan", call => Compare(call, BinaryOperator.Greater)),
        new($"{Owner}.op_GreaterThanOrEqual", call => Compare(call, BinaryOperator.GreaterOrEqual)),
        new("ILGPU.Interop.FloatAsInt", FloatAsInt),
        new("ILGPU.Interop.IntAsFloat", IntAsFloat),
    ];

    private static Expression Convert(IntrinsicCall call)
    {
        Expression value = call.Arguments[0];
        if (value.Kind == StackKind.Structure)
            return MethodReader.As(StackKinds.Primitive(call.ReturnType), Widen(value));
        // To double rounds twice by way of float, where .NET rounds once.
        if (value.Kind == StackKind.Double)
            throw call.Reader.Refuse("makes a Half of a double; make a float of it first");
        return Narrow(MethodReader.As(typeof(float), value));
    }

    private static Expression FloatAsInt(IntrinsicCall call) => call.Arguments[0].Kind switch
    {
        StackKind.Structure => Bits(call.Arguments[0]),
        StackKind.Double => call.Device("as_ulong"),
        _ => call.Device("as_uint"),
    };

    private static Expression IntAsFloat(IntrinsicCall call) => StackKinds.Of(call.ReturnType) switch
    {
        StackKind.Structure => FromBits(call.Argument(0)),
        StackKind.Double => call.Device("as_double"),
        _ => call.Device("as_float"),
    };

    private static StructureLiteral Calculate(IntrinsicCall call, BinaryOperator operation) =>
        Narrow(new Binary(operation, typeof(float), typeof(float), Widen(call.Arguments[0]), Widen(call.Arguments[1])));

    private static Binary Compare(IntrinsicCall call, BinaryOperator operation) =>
        new(operation, typeof(float), typeof(bool), Widen(call.Arguments[0]), Widen(call.Arguments[1]));

    /// <summary>The 16 bits inside ILGPU.Half, which holds System.Half, which holds them.</summary>
    private static FieldRead Bits(Expression half)
    {
        var inner = new FieldRead(half, SpacedType.FieldsOf(typeof(Half))[0]);
        return new FieldRead(inner, SpacedType.FieldsOf(typeof(System.Half))[0]);
    }

    private static StructureLiteral FromBits(Expression bits) =>
        new(new SpacedType(typeof(Half), []), [new StructureLiteral(new SpacedType(typeof(System.Half), []), [bits])]);

    private static DeviceCall Widen(Expression half) => new("half_to_float", new SpacedType(typeof(float), []), [Bits(half)]);

    private static StructureLiteral Narrow(Expression value) => FromBits(new DeviceCall("float_to_half", new SpacedType(typeof(ushort), []), [value]));
}
