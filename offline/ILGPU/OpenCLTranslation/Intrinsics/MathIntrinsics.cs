namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Arithmetic. What .NET and OpenCL define alike; see <see cref="Substitutes"/> for the rest.</summary>
internal static class MathIntrinsics
{
    private static readonly string[] Owners = ["System.MathF", "System.Math", "ILGPU.IntrinsicMath", "System.Single", "System.Double", "System.Int32", "System.UInt32", "System.Int64", "System.UInt64"];

    // Exact or correctly rounded on both sides, or (the second line) as exact as the device's library.
    private static readonly (string Name, string Function)[] Floats =
    [
        ("Sqrt", "sqrt"), ("FusedMultiplyAdd", "fma"), ("Floor", "floor"), ("Ceiling", "ceil"), ("Truncate", "trunc"), ("CopySign", "copysign"),
        ("Exp", "exp"), ("Log", "log"), ("Log2", "log2"), ("Log10", "log10"), ("Pow", "pow"), ("Cbrt", "cbrt"), ("Sin", "sin"), ("Cos", "cos"), ("Tan", "tan"),
        ("Asin", "asin"), ("Acos", "acos"), ("Atan", "atan"), ("Atan2", "atan2"), ("Sinh", "sinh"), ("Cosh", "cosh"), ("Tanh", "tanh"),
    ];

    public static IEnumerable<KeyValuePair<string, Intrinsic>> All { get; } =
    [
        .. Owners.SelectMany(owner => Floats.Select(entry => new KeyValuePair<string, Intrinsic>($"{owner}.{entry.Name}", call => call.Device(entry.Function)))),
        .. Owners.SelectMany(owner => Everywhere(owner)),
        .. new[] { "System.Single", "System.Double" }.SelectMany(owner => Classes(owner)),
    ];

    private static IEnumerable<KeyValuePair<string, Intrinsic>> Everywhere(string owner)
    {
        yield return new($"{owner}.Abs", Absolute);
        yield return new($"{owner}.Min", call => Extreme(call, "min"));
        yield return new($"{owner}.Max", call => Extreme(call, "max"));
        yield return new($"{owner}.Round", Round);
    }

    private static IEnumerable<KeyValuePair<string, Intrinsic>> Classes(string owner)
    {
        yield return new($"{owner}.IsNaN", call => Classify(call, "isnan"));
        yield return new($"{owner}.IsInfinity", call => Classify(call, "isinf"));
        yield return new($"{owner}.IsFinite", call => Classify(call, "isfinite"));
        yield return new($"{owner}.IsNegative", call => Classify(call, "signbit"));
    }

    private static Binary Classify(IntrinsicCall call, string function) => new(
        BinaryOperator.NotEqual,
        typeof(int),
        typeof(bool),
        new DeviceCall(function, new SpacedType(typeof(int), []), [call.Argument(0)]),
        new Literal(0));

    private static DeviceCall Absolute(IntrinsicCall call)
    {
        if (StackKinds.Of(call.ReturnType) is StackKind.Single or StackKind.Double)
            return call.Device("fabs");
        // abs of OpenCL gives an unsigned number, which is the same bits.
        return call.Device("abs");
    }

    /// <summary>Of floats .NET keeps NaN and orders -0 below 0, which fmin and fmax of OpenCL do not.</summary>
    private static DeviceCall Extreme(IntrinsicCall call, string function) => call.Device(StackKinds.Of(call.ReturnType) switch
    {
        StackKind.Single => $"float_{function}",
        StackKind.Double => $"double_{function}",
        _ => function,
    });

    private static DeviceCall Round(IntrinsicCall call) => call.Arguments.Length == 1 && StackKinds.Of(call.ReturnType) is StackKind.Single or StackKind.Double
        ? call.Device("rint")
        : throw call.Reader.Refuse($"calls {MethodNames.Of(call.Method)}, of which only the form that rounds to nearest even is known");
}
