using System.Runtime.CompilerServices;
using ILGPU.Runtime;

namespace ILGPU;

/// <summary>
/// A run of elements in a buffer. Every access is checked against its ends: outside a kernel with <see cref="IndexOutOfRangeException"/>,
/// inside one by a fault that names the kernel, the group and the thread.
/// </summary>
public readonly struct ArrayView<T> : IContiguousArrayView<T>
    where T : unmanaged
{
    public static readonly int ElementSize = Unsafe.SizeOf<T>();

    public static readonly ArrayView<T> Empty;

    private readonly MemoryBuffer? buffer;

    /// <summary>A run of elements of a buffer.</summary>
    /// <param name="source">The buffer.</param>
    /// <param name="index">The first element, counted in elements of T from the buffer's start.</param>
    /// <param name="length">The number of elements of T.</param>
    /// <exception cref="ArgumentOutOfRangeException">The elements do not all lie in the buffer.</exception>
    public ArrayView(MemoryBuffer source, long index, long length)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if ((index + length) * ElementSize > source.LengthInBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length),
                FormattableString.Invariant($"elements {index} to {index + length} of {typeof(T).Name} do not lie in a buffer of {source.LengthInBytes} bytes"));
        }
        buffer = source;
        Index = index;
        Length = length;
    }

    MemoryBuffer IArrayView.Buffer => buffer!;

    int IArrayView.ElementSize => ElementSize;

    long IContiguousArrayView.Index => Index;

    long IContiguousArrayView.IndexInBytes => Index * ElementSize;

    ArrayView<byte> IContiguousArrayView.AsRawArrayView() => Cast<byte>();

    public bool IsValid => buffer is not null;

    public LongIndex1D Extent => Length;

    public Index1D IntExtent => IntLength;

    public Stride1D.Dense Stride => default;

    public long Length { get; }

    public int IntLength => checked((int)Length);

    public long LengthInBytes => Length * ElementSize;

    internal long Index { get; }

    internal MemoryBuffer? Source => buffer;

    /// <summary>Where the view starts. Zero for an empty view of nothing.</summary>
    internal nint Address => buffer is null ? 0 : buffer.NativePtr + checked((nint)(Index * ElementSize));

    public ref T this[Index1D index] => ref this[(long)index.X];

    public ref T this[LongIndex1D index] => ref this[index.X];

    public ref T this[int index] => ref this[(long)index];

    public unsafe ref T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((ulong)index >= (ulong)Length)
                ViewErrors.ThrowOutOfRange(index, Length, typeof(T));
            nint start = buffer!.NativePtr;
            if (start == 0)
                ViewErrors.ThrowDisposed();
            return ref Unsafe.AsRef<T>((T*)start + (Index + index));
        }
    }

    public ArrayView<T> SubView(long index) => SubView(index, Length - index);

    public ArrayView<T> SubView(int index, int subViewLength) => SubView(index, (long)subViewLength);

    public ArrayView<T> SubView(long index, long subViewLength)
    {
        if (index < 0 || subViewLength < 0 || index > Length - subViewLength)
            ViewErrors.ThrowSubViewOutOfRange(index, subViewLength, Length);
        return buffer is null ? default : new ArrayView<T>(buffer, Index + index, subViewLength);
    }

    /// <summary>The same bytes as elements of another type; what is left over at the end is dropped.</summary>
    /// <exception cref="InvalidOperationException">The view does not start at a multiple of the other type's size, which a GPU refuses.</exception>
    public ArrayView<TOther> Cast<TOther>()
        where TOther : unmanaged
    {
        if (buffer is null)
            return default;
        long firstByte = Index * ElementSize;
        int otherSize = Unsafe.SizeOf<TOther>();
        if (firstByte % otherSize != 0)
            ViewErrors.ThrowMisaligned(firstByte, typeof(TOther), otherSize);
        return new ArrayView<TOther>(buffer, firstByte / otherSize, LengthInBytes / otherSize);
    }

    public override string ToString() => FormattableString.Invariant($"{typeof(T).Name}[{Length}] at element {Index}");

    public static implicit operator ArrayView1D<T, Stride1D.Dense>(ArrayView<T> view) => new(view, view.Length, default);

    public static implicit operator ArrayView<T>(ArrayView1D<T, Stride1D.Dense> view) => view.BaseView;
}
