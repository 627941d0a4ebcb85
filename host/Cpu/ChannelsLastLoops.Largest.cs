using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <content>The k largest |d| of neighbouring channels, for a small k.</content>
internal readonly unsafe partial struct ChannelsLastLoops
{
    /// <summary>Most values of a channel that are kept in order. In short channels, so many are among the largest for a while that a search would stop at every other row.</summary>
    private const int MostKept = 16;

    /// <summary>Rows, for each value kept, that are taken without asking whether they have one: so many have that the processor's guesses at a branch cost more.</summary>
    private const int RowsTakenPerKept = 40;

    public static bool TakeLargest<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long k, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var rows = problem.Shape.CountPerChannel;
        if (k > MostKept || rows > CachedRows)
            return false;
        using var memory = new ScratchMemory(MostKept * TLane.Width * sizeof(float));
        var largest = (float*)memory.Address;
        for (var first = channel; first < channel + channels; first += TLane.Width)
        {
            var present = Math.Min(TLane.Width, channel + channels - first);
            var whole = Math.Min(rows, WholeRows(problem.Shape, first, TLane.Width));
            LargestOfRows<TElement, TLane, TRounding>(problem, first, whole, (int)k, largest);
            for (var i = 0; i < present; i++)
            {
                for (var place = 0; place < Math.Min(k, whole); place++)
                    scanner.Take(first + i, 0, largest[place * TLane.Width + i], 0);
                for (var row = whole; row < rows; row++)
                {
                    var d = Elementwise.Deviation<FloatLane, TRounding>(
                        new FloatLane(TElement.LoadOne(problem.X, row * problem.Shape.Channels + first + i)), new FloatLane(problem.Coefficients.Centre[first + i]));
                    scanner.Take(first + i, row, d.Value, 0);
                }
            }
        }

        return true;
    }

    /// <summary>The largest |d| of each channel of a lane, in order; 0 for those that there are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void LargestOfRows<TElement, TLane, TRounding>(ChannelProblem problem, int first, long rows, int k, float* largest)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var x = problem.X;
        long stride = problem.Shape.Channels;
        var ahead = Strips.Rows<TElement>(stride) * stride;
        var mean = TLane.LoadSingle(problem.Coefficients.Centre + first);
        var smallest = TLane.Broadcast(0);
        var past = largest + k * TLane.Width;
        for (var place = largest; place < past; place += TLane.Width)
            TLane.StoreSingle(place, smallest);
        for (long row = 0, index = first; row < rows; row++, index += stride)
        {
            Strips.Prefetch<TElement>(x, index + ahead);
            var value = TLane.Abs(Elementwise.Deviation<TLane, TRounding>(TElement.Load<TLane>(x, index), mean));
            if (row >= RowsTakenPerKept * k && TLane.AtLeast(value, smallest) == 0)
                continue;
            // A place keeps its value, takes the new one, or that of the place above: no place waits for another.
            var above = TLane.Broadcast(float.PositiveInfinity);
            for (var place = largest; place < past; place += TLane.Width)
            {
                var kept = TLane.LoadSingle(place);
                smallest = TLane.Clamp(value, kept, above);
                TLane.StoreSingle(place, smallest);
                above = kept;
            }
        }
    }
}
