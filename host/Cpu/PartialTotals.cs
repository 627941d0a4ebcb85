using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>The totals of every block, (blocks, totals, channels) doubles, and their combination in block order.</summary>
internal sealed unsafe class PartialTotals(int channels, int totals, long blocks) : IDisposable
{
    private readonly ScratchMemory memory = new(blocks * totals * channels * sizeof(double));

    /// <summary>Where a reducer leaves the totals of one block.</summary>
    public double* Block(long block) => (double*)memory.Address + block * totals * channels;

    /// <summary>One total of one channel, after <see cref="Combine"/>.</summary>
    public ref double this[int total, int channel] => ref Block(0)[(long)total * channels + channel];

    /// <summary>Combines the totals of neighbouring channels over all blocks.</summary>
    public void Combine<TLane, TReducer>(int channel, int neighbours)
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        for (long block = 1; block < blocks; block++)
        {
            for (var total = 0; total < TReducer.Totals; total++)
            {
                var combined = Block(0) + (long)total * channels + channel;
                var part = Block(block) + (long)total * channels + channel;
                var i = 0;
                for (; i <= neighbours - DoubleLane8.Width; i += DoubleLane8.Width)
                    DoubleLane8.StoreDouble(combined + i, TReducer.Combine(total, DoubleLane8.LoadDouble(combined + i), DoubleLane8.LoadDouble(part + i)));
                for (; i < neighbours; i++)
                    combined[i] = TReducer.Combine(total, new DoubleLane(combined[i]), new DoubleLane(part[i])).Value;
            }
        }
    }

    /// <summary>Multiplies the first so many totals of neighbouring channels, after <see cref="Combine"/>. Not by TensorPrimitives: of single channels, the calls took an eighth of a pass over 600 elements each.</summary>
    public void Multiply(int count, int channel, int neighbours, float factor)
    {
        for (var total = 0; total < count; total++)
        {
            var combined = Block(0) + (long)total * channels + channel;
            var i = 0;
            for (; i <= neighbours - DoubleLane8.Width; i += DoubleLane8.Width)
                DoubleLane8.StoreDouble(combined + i, DoubleLane8.LoadDouble(combined + i) * DoubleLane8.Broadcast(factor));
            for (; i < neighbours; i++)
                combined[i] *= factor;
        }
    }

    public void Dispose() => memory.Dispose();
}
