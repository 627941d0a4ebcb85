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

    public static bool TakeLargest<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long k, LargestScanner<TLane> scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var rows = problem.Shape.CountPerChannel;
        if (k > MostKept || rows > CachedRows || !scanner.KeepsLanes)
            return false;
        for (var first = channel; first < channel + channels; first += TLane.Width)
        {
            var present = Math.Min(TLane.Width, channel + channels - first);
            var whole = Math.Min(rows, WholeRows(problem.Shape, first, TLane.Width));
            LargestOfRows<TElement, TLane, TRounding>(problem, first, whole, RowsTakenPerKept * k, scanner.Kept(first));
            for (var i = first; i < first + present; i++)
            {
                scanner.Hold(i, (int)Math.Min(k, whole));
                for (var index = whole * problem.Shape.Channels + i; index < problem.Shape.Count; index += problem.Shape.Channels)
                {
                    var d = Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(TElement.LoadOne(problem.X, index)), new FloatLane(problem.Coefficients.Centre[i]));
                    scanner.Take(i, index, d.Value, 0);
                }
            }
        }

        return true;
    }

    /// <summary>The largest |d| of each channel of a lane, in order; 0 for those that there are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void LargestOfRows<TElement, TLane, TRounding>(ChannelProblem problem, int first, long rows, long rowsTaken, KeptInOrder<TLane> largest)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var x = problem.X;
        long stride = problem.Shape.Channels;
        var ahead = Strips.Rows<TElement>(stride) * stride;
        var mean = TLane.LoadSingle(problem.Coefficients.Centre + first);
        var smallest = TLane.Broadcast(0);
        largest.Clear();
        for (long row = 0, index = first; row < rows; row++, index += stride)
        {
            Strips.Prefetch<TElement>(x, index + ahead);
            var value = TLane.Abs(Elementwise.Deviation<TLane, TRounding>(TElement.Load<TLane>(x, index), mean));
            if (row < rowsTaken || TLane.AtLeast(value, smallest) != 0)
                smallest = largest.Take(value);
        }
    }
}
