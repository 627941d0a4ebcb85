using ILGPU.Runtime.CPU.Simulation;

namespace ILGPU;

/// <summary>Where the calling thread's group stands in the grid. Only inside a kernel.</summary>
public static class Grid
{
    public static int IdxX => Index.X;

    public static int IdxY => Index.Y;

    public static int IdxZ => Index.Z;

    public static Index3D Index => GpuThread.Current.Group.Index;

    public static int DimX => Dimension.X;

    public static int DimY => Dimension.Y;

    public static int DimZ => Dimension.Z;

    public static Index3D Dimension => GpuThread.Current.Group.GridDimension;

    public static int LinearIndex
    {
        get
        {
            Index3D index = Index;
            Index3D dimension = Dimension;
            return (index.Z * dimension.Y + index.Y) * dimension.X + index.X;
        }
    }

    public static Index3D GlobalIndex => ComputeGlobalIndex(Index, Group.Index);

    public static LongIndex3D LongGlobalIndex => ComputeLongGlobalIndex(Index, Group.Index);

    public static int GlobalLinearIndex => LinearIndex * Group.Dimension.Size + Group.LinearIndex;

    public static Index1D ComputeGlobalIndex(Index1D gridIdx, Index1D groupIdx) => gridIdx * Group.DimX + groupIdx;

    public static Index2D ComputeGlobalIndex(Index2D gridIdx, Index2D groupIdx) => gridIdx * Group.Dimension.XY + groupIdx;

    public static Index3D ComputeGlobalIndex(Index3D gridIdx, Index3D groupIdx) => gridIdx * Group.Dimension + groupIdx;

    public static LongIndex1D ComputeLongGlobalIndex(Index1D gridIdx, Index1D groupIdx) => (long)gridIdx.X * Group.DimX + groupIdx.X;

    public static LongIndex3D ComputeLongGlobalIndex(Index3D gridIdx, Index3D groupIdx) =>
        gridIdx.ToLongIndex() * Group.Dimension.ToLongIndex() + groupIdx.ToLongIndex();
}
