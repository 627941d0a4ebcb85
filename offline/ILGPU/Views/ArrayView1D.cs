namespace ILGPU.Runtime;

/// <summary>A one-dimensional view with a stride. Accesses are checked as those of <see cref="ArrayView{T}"/>.</summary>
public readonly struct ArrayView1D<T, TStride> : IArrayView<T>
    where T : unmanaged
    where TStride : struct, IStride1D
{
    public static readonly int ElementSize = ArrayView<T>.ElementSize;

    public static readonly ArrayView1D<T, TStride> Empty;

    public ArrayView1D(ArrayView<T> baseView, LongIndex1D extent, TStride stride)
    {
        if (stride.ComputeBufferLength(extent) > baseView.Length)
            ViewErrors.ThrowSubViewOutOfRange(0, stride.ComputeBufferLength(extent), baseView.Length);
        BaseView = baseView;
        Extent = extent;
        Stride = stride;
    }

    MemoryBuffer IArrayView.Buffer => BaseView.Source!;

    int IArrayView.ElementSize => ElementSize;

    public ArrayView<T> BaseView { get; }

    public LongIndex1D Extent { get; }

    public Index1D IntExtent => Extent.ToIntIndex();

    public TStride Stride { get; }

    public bool IsValid => BaseView.IsValid;

    public long Length => Extent;

    public int IntLength => checked((int)Length);

    public long LengthInBytes => Length * ElementSize;

    public ref T this[Index1D index] => ref this[(LongIndex1D)index];

    public ref T this[LongIndex1D index]
    {
        get
        {
            if ((ulong)index.X >= (ulong)Extent.X)
                ViewErrors.ThrowOutOfRange(index, Extent, typeof(T));
            return ref BaseView[Stride.ComputeElementIndex(index)];
        }
    }

    public ArrayView1D<T, TStride> SubView(Index1D index, Index1D extent) => SubView((LongIndex1D)index, (LongIndex1D)extent);

    public ArrayView1D<T, TStride> SubView(LongIndex1D index, LongIndex1D extent)
    {
        if (index < 0 || extent < 0 || index > Extent - extent)
            ViewErrors.ThrowSubViewOutOfRange(index, extent, Extent);
        return new(BaseView.SubView(Stride.ComputeElementIndex(index), Stride.ComputeBufferLength(extent)), extent, Stride);
    }

    public ArrayView<T> AsContiguous() => BaseView;

    public override string ToString() => FormattableString.Invariant($"{typeof(T).Name}[{Length}]");
}
