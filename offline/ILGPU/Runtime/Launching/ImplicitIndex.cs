namespace ILGPU.Runtime.Launching;

/// <summary>The index of a kernel that was launched over an extent rather than in groups: threads count along X first.</summary>
internal static class ImplicitIndex
{
    /// <summary>As many groups as cover the extent; the threads beyond it run nothing.</summary>
    public static KernelConfig Cover(long size, int groupSize) =>
        new(checked((int)Math.Max(1, (size + groupSize - 1) / groupSize)), groupSize);

    public static bool TryFind(Index1D extent, out Index1D index)
    {
        index = Grid.GlobalLinearIndex;
        return index < extent.Size;
    }

    public static bool TryFind(LongIndex1D extent, out LongIndex1D index)
    {
        index = Grid.LongGlobalIndex.X;
        return index < extent.Size;
    }

    public static bool TryFind(Index2D extent, out Index2D index)
    {
        int linear = Grid.GlobalLinearIndex;
        index = linear < extent.LongSize ? new Index2D(linear % extent.X, linear / extent.X) : Index2D.Invalid;
        return linear < extent.LongSize;
    }

    public static bool TryFind(Index3D extent, out Index3D index)
    {
        int linear = Grid.GlobalLinearIndex;
        bool exists = linear < extent.LongSize;
        int plane = linear / Math.Max(1, extent.X);
        index = exists ? new Index3D(linear % extent.X, plane % extent.Y, plane / extent.Y) : Index3D.Invalid;
        return exists;
    }
}
