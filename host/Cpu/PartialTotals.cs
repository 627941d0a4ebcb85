using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>The totals of every block, (blocks, totals, channels) doubles, and their combination in block order.</summary>
internal sealed unsafe class PartialTotals(int channels, int totals, long blocks) : IDisposable
{
    private readonly ScratchMemory memory = new(blocks * totals * channels * sizeof(double));

    /// <summary>Where a reducer leaves the totals of one block.</summary>
    public double* Block(long block) => (double*)memory.Address + block * totals * channels;

    /// <summary>One total of one channel, after <see cref="Combine"/>.</summary>
    public ref double this[int total, int channel] => ref Total(total)[channel];

    /// <summary>One total of all channels, after <see cref="Combine"/>.</summary>
    public double* Total(int total) => Block(0) + (long)total * channels;

    /// <summary>Combines the totals of neighbouring channels over all blocks.</summary>
    public void Combine<TLane, TReducer>(int channel, int neighbours)
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        for (var total = 0; total < TReducer.Totals && blocks > 1; total++)
            ChannelWork.Run(new Combination<TLane, TReducer>(total, Total(total), Total(total) + blocks * totals * channels, (long)totals * channels), channel, neighbours);
    }

    /// <summary>Multiplies the first so many totals of neighbouring channels, after <see cref="Combine"/>. Not by TensorPrimitives: of single channels, the calls took an eighth of a pass over 600 elements each.</summary>
    public void Multiply(int count, int channel, int neighbours, float factor)
    {
        for (var total = 0; total < count; total++)
            ChannelWork.Run(new Multiplication(Total(total), factor), channel, neighbours);
    }

    public void Dispose() => memory.Dispose();

    private readonly struct Combination<TLane, TReducer>(int total, double* combined, double* end, long stride) : IChannelWork
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TDoubles>(int channel)
            where TDoubles : struct, IDoubleLane<TDoubles>
        {
            var sum = TDoubles.LoadDouble(combined + channel);
            for (var part = combined + stride; part < end; part += stride)
                sum = TReducer.Combine(total, sum, TDoubles.LoadDouble(part + channel));
            TDoubles.StoreDouble(combined + channel, sum);
        }
    }

    private readonly struct Multiplication(double* combined, float factor) : IChannelWork
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TDoubles>(int channel)
            where TDoubles : struct, IDoubleLane<TDoubles> =>
            TDoubles.StoreDouble(combined + channel, TDoubles.LoadDouble(combined + channel) * TDoubles.Broadcast(factor));
    }
}
