using System.Numerics;
using ILGPU;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;

namespace NormGpu.Host.Gpu;

/// <summary>A grid of threads over the channels of one tensor, and the launch that runs it.</summary>
/// <param name="Grid">What kernels need to know.</param>
/// <param name="Width">Elements a lane.</param>
internal readonly record struct GridPlan(ChannelGrid Grid, int Width)
{
    /// <summary>Groups and threads of a launch.</summary>
    public KernelConfig Launch => new(Tiles * Grid.Splits, GroupSize);

    /// <summary>Threads of a group.</summary>
    public int GroupSize => Grid.Columns * Grid.Threads;

    private int Tiles => Divide(Divide(Grid.Channels, Width), Grid.Columns);

    /// <summary>Lanes along positions, aligned to the tensor. Splits are the <paramref name="chunks"/> where there are any, which the kernel cuts itself.</summary>
    public static GridPlan ChannelsFirst(in ChannelShape shape, LaunchPolicy policy, int mostColumns = int.MaxValue, int chunks = 0)
    {
        var length = checked((int)shape.Spatial);
        // A run that starts anywhere inside a lane may need one lane more than its length.
        var slotsPerSegment = length % OctetLane.Width == 0 ? length / OctetLane.Width : (length + 2 * (OctetLane.Width - 1)) / OctetLane.Width;
        var slots = checked((int)(shape.Batch * slotsPerSegment));
        var threads = Math.Min(policy.ThreadsPerGroup, PowerOfTwo(Divide(slots, policy.SlotsPerThread * Math.Max(chunks, 1))));
        var columns = Math.Min(Math.Min(policy.ThreadsPerGroup / threads, mostColumns), shape.Channels);
        var (splits, slotsPerSplit) = chunks > 0 ? (chunks, 0) : Split(slots, threads, Divide(shape.Channels, columns), policy);
        return new GridPlan(
            new ChannelGrid(shape.Channels, checked((int)shape.Batch), length, slotsPerSegment, splits, slotsPerSplit, columns, threads), 1);
    }

    /// <summary>Lanes along channels. Splits are the <paramref name="chunks"/> where there are any.</summary>
    public static GridPlan ChannelsLast(in ChannelShape shape, LaunchPolicy policy, int width, int mostColumns = int.MaxValue, int chunks = 0)
    {
        var rows = checked((int)shape.CountPerChannel);
        var lanes = Divide(shape.Channels, width);
        var columns = Math.Min(Math.Min(policy.Columns, mostColumns), PowerOfTwo(lanes));
        var threads = Math.Min(policy.ThreadsPerGroup / columns, PowerOfTwo(Divide(rows, policy.SlotsPerThread * Math.Max(chunks, 1))));
        var (splits, slotsPerSplit) = chunks > 0 ? (chunks, 0) : Split(rows, threads, Divide(lanes, columns), policy);
        return new GridPlan(new ChannelGrid(shape.Channels, 1, rows, rows, splits, slotsPerSplit, columns, threads), width);
    }

    private static (int Splits, int SlotsPerSplit) Split(int slots, int threads, int tiles, LaunchPolicy policy)
    {
        var most = Divide(slots, threads * policy.SlotsPerThread);
        var splits = Math.Clamp(Divide(policy.Groups, tiles), 1, most);
        var slotsPerSplit = Divide(slots, splits);
        return (Divide(slots, slotsPerSplit), slotsPerSplit);
    }

    private static int PowerOfTwo(int atLeast) => (int)BitOperations.RoundUpToPowerOf2((uint)atLeast);

    private static int Divide(int value, int divisor) => (value + divisor - 1) / divisor;
}
