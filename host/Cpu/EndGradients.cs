using System.Runtime.CompilerServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>
/// The gradients of the first largest and the first smallest element of each chunk of each channel: a row an end, a column a channel, so that lanes run along channels.
/// There are 32 of them in a channel, however short it is.
/// </summary>
internal sealed unsafe class EndGradients : IDisposable
{
    /// <summary>The index of an end that a chunk does not have.</summary>
    private const long None = -1;

    private readonly ChannelProblem problem;
    private readonly ChunkExtents extents;
    private readonly Activation activation;
    private readonly int chunks;
    private readonly long stride;

    /// <summary>Where each end lies, (ends, stride): of chunk i the largest in row 2·i, the smallest behind it.</summary>
    private readonly ScratchMemory indices;

    /// <summary>The elements of dy there, likewise.</summary>
    private readonly ScratchMemory gradients;

    /// <summary>Of channels in so many chunks, behind an activation.</summary>
    public EndGradients(ChannelProblem problem, int chunks, Activation activation)
    {
        this.problem = problem;
        this.chunks = chunks;
        this.activation = activation;
        extents = new ChunkExtents(problem, chunks);
        stride = problem.Shape.Channels + ChunkExtents.Padding;
        indices = new ScratchMemory(2 * chunks * stride * sizeof(long));
        gradients = new ScratchMemory(2 * chunks * stride * sizeof(float));
    }

    /// <summary>Looks for ends in one block of a group, and fetches dy at those of chunks that lie in it: their lines are in the cache.</summary>
    public void Look<TElement, TRounding, TLayout>(int channel, int channels, long block)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
        where TLayout : struct, ILayoutLoops
    {
        extents.Take<TElement, TLayout, WithPlaces>(channel, channels, block);
        var (first, past) = extents.Inside(block);
        for (var chunk = first; chunk < past; chunk++)
            Fetch<TElement, TRounding>(chunk, channel, channels);
    }

    /// <summary>Does the same for the other chunks of neighbouring channels, of which <see cref="Look"/> saw all blocks.</summary>
    public void Collect<TElement, TRounding>(int channel, int channels)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            if (extents.IsCut(chunk))
                Fetch<TElement, TRounding>(chunk, channel, channels);
        }
    }

    /// <summary>Stores dx of the ends of chunks that lie in one block of a group.</summary>
    public void StoreIn<TElement, TRounding>(int channel, int channels, long block, SparseGradient gradient)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        var (first, past) = extents.Inside(block);
        Store<TElement, TRounding>(channel, channels, first, past, gradient);
    }

    /// <summary>Stores dx of the ends of the other chunks of neighbouring channels.</summary>
    public void Store<TElement, TRounding>(int channel, int channels, SparseGradient gradient)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            if (extents.IsCut(chunk))
                Store<TElement, TRounding>(channel, channels, chunk, chunk + 1, gradient);
        }
    }

    public void Dispose()
    {
        extents.Dispose();
        indices.Dispose();
        gradients.Dispose();
    }

    /// <summary>Finds the ends of a chunk of neighbouring channels, and dy there; takes it through a ReLU if there is one.</summary>
    private void Fetch<TElement, TRounding>(int chunk, int channel, int channels)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        var found = extents.Ends(chunk, channel, channels);
        var largest = Indices(2 * chunk, channel);
        var smallest = Indices(2 * chunk + 1, channel);
        ChannelIndices.Find(problem.Shape, channel, channels, extents.Begin(chunk), found.LargestAt, largest);
        ChannelIndices.Find(problem.Shape, channel, channels, extents.Begin(chunk), found.SmallestAt, smallest);
        // The two slopes of a chunk of constants would cancel. NaN has no ends.
        for (var i = found.NextWithoutEnds<TElement>(0, channels); i < channels; i = found.NextWithoutEnds<TElement>(i + 1, channels))
            (largest[i], smallest[i]) = (None, None);

        for (var end = 2 * chunk; end < 2 * chunk + 2; end++)
        {
            Fetch<TElement>(problem.Gradient, Indices(end, channel), channels, Gradients<TElement>(end, channel));
            if (activation == Activation.Relu)
                PassRelu<TElement, TRounding>(end, channel, channels);
        }
    }

    private void Store<TElement, TRounding>(int channel, int channels, int firstChunk, int pastChunk, SparseGradient gradient)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        for (var end = 2 * firstChunk; end < 2 * pastChunk; end++)
        {
            for (var first = channel; first < channel + channels; first += Lane8.Width)
            {
                var slope = new EndSlope(gradient, problem.Coefficients, first, end % 2 == 0 ? 1 : -1);
                slope.Apply<TElement, TRounding>(Gradients<TElement>(end, first), Math.Min(Lane8.Width, channel + channels - first));
            }

            Scatter<TElement>(Gradients<TElement>(end, channel), Indices(end, channel), channels, problem.Output);
        }
    }

    private long* Indices(int end, int channel) => (long*)indices.Address + end * stride + channel;

    private void* Gradients<TElement>(int end, int channel)
        where TElement : struct, IElement => (byte*)gradients.Address + (end * stride + channel) * TElement.Size;

    /// <summary>dy or 0, as the output at an end is passed by the ReLU or not.</summary>
    [SkipLocalsInit]
    private void PassRelu<TElement, TRounding>(int end, int channel, int channels)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        var x = stackalloc byte[Lane8.Width * sizeof(float)];
        for (var first = channel; first < channel + channels; first += Lane8.Width)
        {
            var count = Math.Min(Lane8.Width, channel + channels - first);
            var neighbours = new NeighbouringChannels(first);
            var gate = ReluGate<TElement, Lane8, TRounding>.Start(problem.Coefficients, neighbours);
            Fetch<TElement>(problem.X, Indices(end, first), count, x);
            var d = TElement.Load<Lane8>(x, 0) - ReluGate<TElement, Lane8, TRounding>.Centre(problem.Coefficients, neighbours);
            var dy = Gradients<TElement>(end, first);
            PartialLane.Store<TElement, Lane8>(dy, 0, count, gate.Pass(d, TElement.Load<Lane8>(dy, 0)));
        }
    }

    private static void Fetch<TElement>(void* tensor, long* indices, int count, void* elements)
        where TElement : struct, IElement
    {
        if (TElement.Size == sizeof(ushort))
            Fetch((ushort*)tensor, indices, count, (ushort*)elements);
        else
            Fetch((uint*)tensor, indices, count, (uint*)elements);
    }

    private static void Fetch<TBits>(TBits* tensor, long* indices, int count, TBits* elements)
        where TBits : unmanaged
    {
        // Loads that wait for nothing but memory; of an end that is none, the first element does no harm.
        for (var i = 0; i < count; i++)
            elements[i] = tensor[Math.Max(indices[i], 0)];
    }

    private static void Scatter<TElement>(void* elements, long* indices, int count, void* tensor)
        where TElement : struct, IElement
    {
        if (TElement.Size == sizeof(ushort))
            Scatter((ushort*)elements, indices, count, (ushort*)tensor);
        else
            Scatter((uint*)elements, indices, count, (uint*)tensor);
    }

    private static void Scatter<TBits>(TBits* elements, long* indices, int count, TBits* tensor)
        where TBits : unmanaged
    {
        for (var i = 0; i < count; i++)
        {
            if (indices[i] != None)
                tensor[indices[i]] = elements[i];
        }
    }

    /// <summary>The gradient of an end in each channel of a lane.</summary>
    private readonly struct EndSlope(SparseGradient gradient, ChannelCoefficients coefficients, int first, int sign)
    {
        private readonly DoubleLane8 offset = DoubleLane8.LoadDouble(gradient.Offsets + first);
        private readonly DoubleLane8 slope = DoubleLane8.Broadcast(sign) * DoubleLane8.LoadDouble(gradient.SlopeFactors + first);
        private readonly DoubleLane8 factor = DoubleLane8.LoadDouble(gradient.Factors + first);

        /// <summary>Puts dx in the place of the first <paramref name="count"/> elements of dy.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<TElement, TRounding>(void* dy, int count)
            where TElement : struct, IElement
            where TRounding : struct, IRounding
        {
            if (count == Lane8.Width)
                TElement.Store(dy, 0, Gradient<TElement, TRounding>(dy));
            else
                PartialLane.Store<TElement, Lane8>(dy, 0, count, Gradient<TElement, TRounding>(dy));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Lane8 Gradient<TElement, TRounding>(void* dy)
            where TElement : struct, IElement
            where TRounding : struct, IRounding
        {
            if (TRounding.ToHalf)
            {
                return Elementwise.Gradient<Lane8, TRounding>(
                    Elementwise.CentredGradient<Lane8, TRounding>(TElement.Load<Lane8>(dy, 0), DoubleLane8.ToLane8(offset)),
                    Lane8.Broadcast(1), DoubleLane8.ToLane8(slope), Lane8.LoadSingle(coefficients.Factor + first));
            }

            // It can exceed its neighbours a thousandfold, so FP32 arithmetic takes it in double and rounds once.
            return DoubleLane8.ToLane8((TElement.Load<DoubleLane8>(dy, 0) - offset - slope) * factor);
        }
    }
}
