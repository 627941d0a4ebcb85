namespace ILGPU;

public interface IStride<TIndex>
    where TIndex : struct, IGenericIndex<TIndex>
{
    TIndex StrideExtent { get; }
}

public interface IStride<TIndex, TLongIndex> : IStride<TIndex>
    where TIndex : struct, IIntIndex<TIndex, TLongIndex>
    where TLongIndex : struct, ILongIndex<TLongIndex, TIndex>
{
    int ComputeElementIndex(TIndex index);

    long ComputeElementIndex(TLongIndex index);

    long ComputeBufferLength(TLongIndex extent);
}

public interface IStride1D : IStride<Index1D, LongIndex1D>
{
    int XStride { get; }
}

/// <summary>How far apart neighbouring elements of a one-dimensional view lie.</summary>
public static class Stride1D
{
    /// <summary>Neighbours touch.</summary>
    public readonly struct Dense : IStride1D
    {
        public Index1D StrideExtent => 1;

        public int XStride => 1;

        public int ComputeElementIndex(Index1D index) => index;

        public long ComputeElementIndex(LongIndex1D index) => index;

        public long ComputeBufferLength(LongIndex1D extent) => extent;
    }

    /// <summary>Neighbours lie a number of elements apart that is known at run time.</summary>
    public readonly struct General : IStride1D
    {
        public General(Index1D stride)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(stride.X, 1, nameof(stride));
            StrideExtent = stride;
        }

        public Index1D StrideExtent { get; }

        public int XStride => StrideExtent;

        public int ComputeElementIndex(Index1D index) => index * XStride;

        public long ComputeElementIndex(LongIndex1D index) => index * (long)XStride;

        public long ComputeBufferLength(LongIndex1D extent) => extent == 0 ? 0 : (extent - 1L) * XStride + 1;
    }
}
