using System.Collections;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor in host memory, in row-major order whatever its strides. Writing writes the tensor.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly Tensor _tensor;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        // A handle of its own: the accessor may outlive the tensor object that it came from.
        _tensor = tensor.alias();
        _tensor.DetachFromDisposeScope();
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => Read(Offset(indices));
        set => Write(Offset(indices), value);
    }

    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result);
        return result;
    }

    /// <summary>An array of the tensor's own dimensions.</summary>
    public Array ToNDArray()
    {
        if (_shape.Length == 0)
            return new[] { this.First() };
        var result = Array.CreateInstance(typeof(T), _shape);
        T[] flat = ToArray();
        MemoryMarshal.AsBytes<T>(flat).CopyTo(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(result), checked((int)Count * System.Runtime.CompilerServices.Unsafe.SizeOf<T>())));
        return result;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(array);
        Span<T> target = array.AsSpan(arrayIndex, checked((int)(Count - tensorIndex)));
        if (_contiguous)
        {
            Span(tensorIndex, target.Length).CopyTo(target);
            GC.KeepAlive(_tensor);
            return;
        }
        for (int i = 0; i < target.Length; i++)
            target[i] = Read(OffsetOf(tensorIndex + i));
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(array);
        ReadOnlySpan<T> source = array.AsSpan(arrayIndex, (int)Math.Min(array.Length - arrayIndex, Count - tensorIndex));
        if (_contiguous)
        {
            source.CopyTo(Span(tensorIndex, source.Length));
            GC.KeepAlive(_tensor);
            return;
        }
        for (int i = 0; i < source.Length; i++)
            Write(OffsetOf(tensorIndex + i), source[i]);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return Read(OffsetOf(i));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _tensor.Dispose();

    /// <summary>Reads one element; the tensor, the owner of the memory, must not be finalized meanwhile.</summary>
    private T Read(long offset)
    {
        T value = _tensor.ElementAt<T>(offset);
        GC.KeepAlive(_tensor);
        return value;
    }

    private void Write(long offset, T value)
    {
        _tensor.ElementAt<T>(offset) = value;
        GC.KeepAlive(_tensor);
    }

    private Span<T> Span(long first, int length) => length == 0 ? [] : MemoryMarshal.CreateSpan(ref _tensor.ElementAt<T>(first), length);

    private long Offset(long[] indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (indices.Length == 1)
            return OffsetOf(indices[0]);
        if (indices.Length != _shape.Length)
            throw new ArgumentException($"The tensor has {_shape.Length} dimensions, the index {indices.Length}.", nameof(indices));
        long offset = 0;
        for (int d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= _shape[d])
                throw new ArgumentOutOfRangeException(nameof(indices), indices[d], $"Dimension {d} has {_shape[d]} elements.");
            offset += indices[d] * _strides[d];
        }
        return offset;
    }

    /// <summary>Offset of the element of that row-major number.</summary>
    private long OffsetOf(long number)
    {
        if (number < 0 || number >= Count)
            throw new ArgumentOutOfRangeException(nameof(number), number, $"The tensor has {Count} elements.");
        if (_contiguous)
            return number;
        long offset = 0;
        for (int d = _shape.Length - 1; d >= 0; d--)
        {
            (number, long index) = Math.DivRem(number, _shape[d]);
            offset += index * _strides[d];
        }
        return offset;
    }
}
