using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <content>Smallest and largest elements.</content>
internal readonly unsafe partial struct ChannelsLastLoops
{
    public static void Extent<TElement, TLane>(ChannelProblem problem, int channel, int channels, long block, double* smallest, double* largest)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var zero = TLane.Broadcast(0);
        var tops = stackalloc float[TLane.Width];
        var bottoms = stackalloc float[TLane.Width];
        for (var first = channel; first < channel + channels; first += TLane.Width)
        {
            var top = LoadRow<TElement, TLane>(problem, runs.Start, first);
            // The minimum is the maximum of −x.
            var bottom = zero - top;
            for (var row = runs.Start + 1; row < runs.Start + runs.Length; row++)
            {
                var value = LoadRow<TElement, TLane>(problem, row, first);
                top = TLane.Max(top, value);
                bottom = TLane.Max(bottom, zero - value);
            }

            TLane.StoreSingle(tops, top);
            TLane.StoreSingle(bottoms, bottom);
            for (var i = 0; i < Math.Min(TLane.Width, channel + channels - first); i++)
            {
                smallest[first + i] = -bottoms[i];
                largest[first + i] = tops[i];
            }
        }
    }

    /// <summary>A lane of one row of x. It may run past the group, into elements that nobody uses, but not past the tensor.</summary>
    private static TLane LoadRow<TElement, TLane>(ChannelProblem problem, long row, int first)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        var index = row * problem.Shape.Channels + first;
        var left = problem.Shape.Count - index;
        return left >= TLane.Width
            ? TElement.Load<TLane>(problem.X, index)
            : PartialLane.Load<TElement, TLane>(problem.X, index, (int)left, TLane.Broadcast(0));
    }
}
