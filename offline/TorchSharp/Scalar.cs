using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number of any element type, as operators take it. Complex numbers are not part of this subset.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long _bits;

    private Scalar(ScalarType type, long integer)
    {
        Type = type;
        _bits = integer;
    }

    private Scalar(ScalarType type, double real)
    {
        Type = type;
        _bits = BitConverter.DoubleToInt64Bits(real);
    }

    public ScalarType Type { get; }

    internal bool IsBoolean => Type == ScalarType.Bool;

    internal bool IsInteger => Type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    internal long Integer => IsInteger ? _bits : (long)BitConverter.Int64BitsToDouble(_bits);

    internal double Real => IsInteger ? _bits : BitConverter.Int64BitsToDouble(_bits);

    public static implicit operator Scalar(byte value) => new(ScalarType.Byte, (long)value);

    public static implicit operator Scalar(sbyte value) => new(ScalarType.Int8, (long)value);

    public static implicit operator Scalar(short value) => new(ScalarType.Int16, (long)value);

    public static implicit operator Scalar(int value) => new(ScalarType.Int32, (long)value);

    public static implicit operator Scalar(long value) => new(ScalarType.Int64, value);

    public static implicit operator Scalar(Half value) => new(ScalarType.Float16, (double)value);

    public static implicit operator Scalar(float value) => new(ScalarType.Float32, (double)value);

    public static implicit operator Scalar(double value) => new(ScalarType.Float64, value);

    public static implicit operator Scalar(bool value) => new(ScalarType.Bool, value ? 1L : 0L);

    internal static Scalar From<T>(T value)
        where T : struct => value switch
        {
            bool flag => flag,
            byte number => number,
            sbyte number => number,
            short number => number,
            int number => number,
            long number => number,
            Half number => number,
            float number => number,
            double number => number,
            _ => throw new NotSupportedException($"A number of type {typeof(T).Name} is not part of this subset."),
        };

    internal static Scalar FromInteger(ScalarType type, long value) => new(type, value);

    internal static Scalar FromReal(ScalarType type, double value) => new(type, value);

    internal T As<T>()
        where T : INumberBase<T> => IsInteger ? T.CreateTruncating(_bits) : T.CreateTruncating(Real);

    /// <summary>Nothing is held; here because the real class holds a native object.</summary>
    public void Dispose()
    {
    }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this Half value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static byte ToByte(this Scalar value) => value.As<byte>();

    public static sbyte ToSByte(this Scalar value) => value.As<sbyte>();

    public static short ToInt16(this Scalar value) => value.As<short>();

    public static int ToInt32(this Scalar value) => value.As<int>();

    public static long ToInt64(this Scalar value) => value.As<long>();

    public static Half ToHalf(this Scalar value) => value.As<Half>();

    public static float ToSingle(this Scalar value) => value.As<float>();

    public static double ToDouble(this Scalar value) => value.As<double>();

    public static bool ToBoolean(this Scalar value) => value.Real != 0;
}
