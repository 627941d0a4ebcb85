using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <content>Smallest and largest elements.</content>
internal readonly unsafe partial struct ChannelsFirstLoops
{
    public static void Extent<TElement, TLane>(ChannelProblem problem, int channel, int channels, long block, double* smallest, double* largest)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
    {
        var runs = problem.Blocks.Runs(block);
        var x = problem.X;
        var zero = TLane.Broadcast(0);
        var start = (runs.FirstSegment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
        var top = TLane.Broadcast(TElement.LoadOne(x, start));
        // The minimum is the maximum of −x.
        var bottom = zero - top;
        for (var segment = runs.FirstSegment; segment < runs.FirstSegment + runs.Segments; segment++)
        {
            var index = (segment * problem.Shape.Channels + channel) * problem.Shape.Spatial + runs.Start;
            if (runs.Length < TLane.Width)
            {
                var value = PartialLane.Load<TElement, TLane>(x, index, (int)runs.Length, TLane.Broadcast(TElement.LoadOne(x, index)));
                top = TLane.Max(top, value);
                bottom = TLane.Max(bottom, zero - value);
                continue;
            }

            // The last lane overlaps its neighbour, which does no harm to extremes.
            var last = index + runs.Length - TLane.Width;
            for (; index < last + TLane.Width; index += TLane.Width)
            {
                var value = TElement.Load<TLane>(x, Math.Min(index, last));
                top = TLane.Max(top, value);
                bottom = TLane.Max(bottom, zero - value);
            }
        }

        smallest[channel] = -Largest(bottom);
        largest[channel] = Largest(top);
    }

    private static float Largest<TLane>(TLane lane)
        where TLane : struct, ISimdLane<TLane>
    {
        var elements = stackalloc float[TLane.Width];
        TLane.StoreSingle(elements, lane);
        var largest = elements[0];
        for (var i = 1; i < TLane.Width; i++)
            largest = MathF.Max(largest, elements[i]);
        return largest;
    }
}
