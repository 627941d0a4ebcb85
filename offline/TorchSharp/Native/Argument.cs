using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Native;

internal enum ValueKind
{
    None,
    Tensor,
    Integer,
    Real,
    Boolean,
    IntegerList,
    TensorList,
    OptionalTensors,
    Text,
    Device,
    Generator,
}

/// <summary>One argument or result as it crosses the C interface (native/values.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public ValueKind Kind;
    public int Unused;
    public long Data;
    public long Count;
}

/// <summary>An operator's argument. Conversions are implicit, so that a call reads like the operator's signature; null is None.</summary>
internal readonly struct Argument
{
    private Argument(ValueKind kind, long data = 0, long count = 0, object? reference = null)
    {
        Kind = kind;
        Data = data;
        Count = count;
        Reference = reference;
    }

    internal ValueKind Kind { get; }

    internal long Data { get; }

    /// <summary>Elements of a list, bytes of a text, index of a device.</summary>
    internal long Count { get; }

    /// <summary>What must stay alive during the call, and the source of lists.</summary>
    internal object? Reference { get; }

    internal static Argument None => default;

    public static implicit operator Argument(Tensor? value) => value is null ? None : new(ValueKind.Tensor, value.Handle, 0, value);

    public static implicit operator Argument(long value) => new(ValueKind.Integer, value);

    public static implicit operator Argument(long? value) => value is { } number ? number : None;

    public static implicit operator Argument(double value) => new(ValueKind.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(double? value) => value is { } number ? number : None;

    public static implicit operator Argument(bool value) => new(ValueKind.Boolean, value ? 1 : 0);

    public static implicit operator Argument(Scalar? value) => value switch
    {
        null => None,
        { IsBoolean: true } => value.Integer != 0,
        { IsInteger: true } => value.Integer,
        _ => value.Real,
    };

    public static implicit operator Argument(ScalarType value) => (long)value;

    public static implicit operator Argument(ScalarType? value) => value is { } type ? (long)type : None;

    public static implicit operator Argument(Device? value) => value is null ? None : new(ValueKind.Device, (long)value.type, value.index);

    public static implicit operator Argument(Generator? value) => value is null ? None : new(ValueKind.Generator, value.Handle, 0, value);

    public static implicit operator Argument(long[]? value) => value is null ? None : new(ValueKind.IntegerList, 0, value.Length, value);

    public static implicit operator Argument(Tensor[] value) => new(ValueKind.TensorList, 0, value.Length, value);

    public static implicit operator Argument(string? value)
    {
        if (value is null)
            return None;
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        return new(ValueKind.Text, 0, bytes.Length, bytes);
    }

    internal static Argument OptionalTensors(Tensor?[] value) => new(ValueKind.OptionalTensors, 0, value.Length, value);

    /// <summary>Words of buffer that the argument's content takes.</summary>
    internal long BufferLength => Kind switch
    {
        ValueKind.IntegerList or ValueKind.TensorList or ValueKind.OptionalTensors => Count,
        ValueKind.Text => (Count + sizeof(long) - 1) / sizeof(long),
        _ => 0,
    };

    internal void CopyTo(Span<long> buffer)
    {
        switch (Reference)
        {
            case long[] numbers:
                numbers.CopyTo(buffer);
                break;
            case byte[] bytes:
                bytes.CopyTo(MemoryMarshal.AsBytes(buffer));
                break;
            case Tensor?[] tensors:
                for (int i = 0; i < tensors.Length; i++)
                    buffer[i] = tensors[i]?.Handle ?? 0;
                break;
        }
    }
}
