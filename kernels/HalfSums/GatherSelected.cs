using ILGPU;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.HalfSums;

/// <summary>Writes the selected |d| of each channel side by side, lowest index first, so that they can be averaged in FP16.</summary>
public static class GatherSelected
{
    /// <summary>Grid: one group a channel, any group size up to <see cref="GroupLimit.Threads"/>. Thresholds and ties must stand.</summary>
    public static void Run<TStorage, TLayout, TRounding>(ChunkArguments arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var largerCounts = SharedMemory.Allocate<int>(GroupLimit.Threads);
        var tiedCounts = SharedMemory.Allocate<int>(GroupLimit.Threads);
        var grid = arguments.Grid;
        var channel = Grid.IdxX;
        var thread = Group.IdxX;
        var threads = Group.DimX;
        var threshold = arguments.Table[ChannelRow.Threshold, channel];
        var ties = (int)arguments.Table[ChannelRow.Ties, channel];

        // A channel without finite statistics selects nothing.
        for (var place = thread; place < arguments.Count; place += threads)
            arguments.Means[channel * arguments.Count + place] = 0f;

        // Each thread takes a contiguous share, so that the shares of lower threads come first in the channel.
        var share = (grid.Count + threads - 1) / threads;
        var from = IntrinsicMath.Min(thread * share, grid.Count);
        var past = IntrinsicMath.Min(from + share, grid.Count);
        var larger = 0;
        var tied = 0;
        for (var position = from; position < past; position++)
        {
            var magnitude = Magnitude<TStorage, TLayout, TRounding>(arguments, channel, position);
            if (magnitude > threshold)
                larger++;
            if (magnitude == threshold)
                tied++;
        }

        largerCounts[thread] = larger;
        tiedCounts[thread] = tied;
        Group.Barrier();
        var largerBefore = 0;
        var tiedBefore = 0;
        for (var other = 0; other < thread; other++)
        {
            largerBefore += largerCounts[other];
            tiedBefore += tiedCounts[other];
        }

        for (var position = from; position < past; position++)
        {
            var magnitude = Magnitude<TStorage, TLayout, TRounding>(arguments, channel, position);
            var isTied = magnitude == threshold;
            var place = largerBefore + IntrinsicMath.Min(tiedBefore, ties);
            if ((magnitude > threshold || (isTied && tiedBefore < ties)) && place < arguments.Count)
                arguments.Means[channel * arguments.Count + place] = magnitude;
            if (isTied)
                tiedBefore++;
            else if (magnitude > threshold)
                largerBefore++;
        }
    }

    private static float Magnitude<TStorage, TLayout, TRounding>(ChunkArguments arguments, int channel, int position)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var x = TStorage.Load<FloatLane>(arguments.X, TLayout.Index(arguments.Grid, channel, position));
        var mean = new FloatLane(arguments.Table[ChannelRow.Mean, channel]);
        return MathF.Abs(Elementwise.Deviation<FloatLane, TRounding>(x, mean).Value);
    }
}
