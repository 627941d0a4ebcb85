namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Members of ArrayView. Accesses are not checked: the simulator does that.</summary>
internal static class ViewIntrinsics
{
    private const string Owner = "ILGPU.ArrayView";

    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } =
    [
        new($"{Owner}.get_Item", call => Element(call.Self, Index(call.Arguments[1]))),
        new($"{Owner}.get_Length", call => new ViewLength(call.Self)),
        new($"{Owner}.get_IntLength", call => IntLength(call.Self)),
        new($"{Owner}.get_Extent", call => new StructureLiteral(new SpacedType(typeof(LongIndex1D), []), [new ViewLength(call.Self)])),
        new($"{Owner}.get_IntExtent", call => new StructureLiteral(new SpacedType(typeof(Index1D), []), [IntLength(call.Self)])),
        new($"{Owner}.get_LengthInBytes", call => Scaled(new ViewLength(call.Self), Sizes.Of(ElementOf(call.Self)))),
        new($"{Owner}.get_Stride", _ => new DefaultValue(new SpacedType(typeof(Stride1D.Dense), []))),
        new($"{Owner}.get_IsValid", call => new DeviceCall("view_is_valid", new SpacedType(typeof(bool), []), [call.Self])),
        new($"{Owner}.SubView", SubView),
        new($"{Owner}.Cast", Cast),
        .. Refusals("ILGPU.ViewErrors", "ThrowOutOfRange", "ThrowSubViewOutOfRange", "ThrowMisaligned", "ThrowDisposed"),
        new("System.Type.GetTypeFromHandle", call => call.Reader.IsOwnCode ? call.Arguments[0] : throw call.Reader.Refuse("asks for a type at run time")),
        .. Refusals("System.ArgumentOutOfRangeException", "ThrowIfLessThan", "ThrowIfNegative"),
    ];

    /// <summary>The element type of a view.</summary>
    public static Type ElementOf(Expression view) => view.Type.Type.GetGenericArguments()[0];

    // What the simulator refuses goes unchecked on a device.
    private static IEnumerable<KeyValuePair<string, Intrinsic>> Refusals(string owner, params string[] names) => names.Select(name =>
        new KeyValuePair<string, Intrinsic>($"{owner}.{name}", call => call.Reader.IsOwnCode ? null : throw call.Reader.Refuse($"calls {MethodNames.Of(call.Method)}, which throws an exception")));

    private static AddressOf Element(Expression view, Expression index) => new(new ViewElement(view, index));

    private static Expression Index(Expression index) =>
        index.Kind == StackKind.Structure ? new FieldRead(index, SpacedType.FieldsOf(index.Type.Type)[0])
        : index.Kind == StackKind.Int64 ? MethodReader.As(typeof(long), index)
        : MethodReader.As(typeof(int), index);

    private static Expression IntLength(Expression view) => MethodReader.As(typeof(int), new ViewLength(view));

    private static ViewLiteral SubView(IntrinsicCall call)
    {
        Expression view = call.Reader.Keep(call.Self);
        Expression first = call.Reader.Keep(Index(call.Arguments[1]));
        Expression length = call.Arguments.Length == 3
            ? MethodReader.As(typeof(long), Index(call.Arguments[2]))
            : new Binary(BinaryOperator.Subtract, typeof(ulong), typeof(ulong), new ViewLength(view), MethodReader.As(typeof(long), first));
        return new ViewLiteral(view.Type, Element(view, first), length);
    }

    private static ViewLiteral Cast(IntrinsicCall call)
    {
        Expression view = call.Reader.Keep(call.Self);
        Type from = ElementOf(view);
        Type to = call.GenericArguments[0];
        Expression bytes = Scaled(new ViewLength(view), Sizes.Of(from));
        int size = Sizes.Of(to);
        Expression length = Sizes.Of(from) % size == 0 ? Scaled(new ViewLength(view), Sizes.Of(from) / size)
            : new Binary(BinaryOperator.Divide, typeof(long), typeof(long), bytes, new Literal((long)size));
        return new ViewLiteral(new SpacedType(typeof(ArrayView<>).MakeGenericType(to), view.Type.Spaces), Element(view, new Literal(0)), length);
    }

    private static Expression Scaled(Expression count, int factor) =>
        factor == 1 ? count : new Binary(BinaryOperator.Multiply, typeof(ulong), typeof(ulong), count, new Literal((ulong)factor));
}
