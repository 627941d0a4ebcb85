namespace ILGPU;

/// <summary>
/// A half-precision float. Conversions and arithmetic round to nearest even, as on CUDA; ILGPU's own CPU accelerator truncates.
/// </summary>
public readonly struct Half : IEquatable<Half>, IComparable<Half>
{
    public static readonly Half Epsilon = new(System.Half.Epsilon);
    public static readonly Half MaxValue = new(System.Half.MaxValue);
    public static readonly Half MinValue = new(System.Half.MinValue);
    public static readonly Half NaN = new(System.Half.NaN);
    public static readonly Half PositiveInfinity = new(System.Half.PositiveInfinity);
    public static readonly Half NegativeInfinity = new(System.Half.NegativeInfinity);
    public static readonly Half Zero = new(System.Half.Zero);
    public static readonly Half One = new(System.Half.One);

    private readonly System.Half value;

    private Half(System.Half value) => this.value = value;

    internal ushort RawValue => BitConverter.HalfToUInt16Bits(value);

    public static Half Abs(Half half) => new(System.Half.Abs(half.value));

    public static bool IsNaN(Half half) => System.Half.IsNaN(half.value);

    public static bool IsZero(Half half) => half.value == System.Half.Zero;

    public static bool IsPositiveInfinity(Half half) => System.Half.IsPositiveInfinity(half.value);

    public static bool IsNegativeInfinity(Half half) => System.Half.IsNegativeInfinity(half.value);

    public static bool IsInfinity(Half half) => System.Half.IsInfinity(half.value);

    public static bool IsFinite(Half half) => System.Half.IsFinite(half.value);

    public bool Equals(Half other) => this == other;

    public override bool Equals(object? obj) => obj is Half other && this == other;

    public int CompareTo(Half other) => value.CompareTo(other.value);

    public override int GetHashCode() => value.GetHashCode();

    public override string ToString() => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal static Half FromRawValue(ushort bits) => new(BitConverter.UInt16BitsToHalf(bits));

    public static Half operator -(Half halfValue) => new(-halfValue.value);

    public static Half operator +(Half first, Half second) => new(first.value + second.value);

    public static Half operator -(Half first, Half second) => new(first.value - second.value);

    public static Half operator *(Half first, Half second) => new(first.value * second.value);

    public static Half operator /(Half first, Half second) => new(first.value / second.value);

    public static bool operator ==(Half first, Half second) => first.value == second.value;

    public static bool operator !=(Half first, Half second) => first.value != second.value;

    public static bool operator <(Half first, Half second) => first.value < second.value;

    public static bool operator <=(Half first, Half second) => first.value <= second.value;

    public static bool operator >(Half first, Half second) => first.value > second.value;

    public static bool operator >=(Half first, Half second) => first.value >= second.value;

    public static implicit operator float(Half halfValue) => (float)halfValue.value;

    public static implicit operator double(Half halfValue) => (double)halfValue.value;

    public static explicit operator Half(float floatValue) => new((System.Half)floatValue);

    public static explicit operator Half(double doubleValue) => new((System.Half)doubleValue);

    public static explicit operator int(Half halfValue) => (int)halfValue.value;

    public static explicit operator Half(int intValue) => new((System.Half)intValue);
}
