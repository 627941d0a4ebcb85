using System.Runtime.InteropServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>The totals of every block, (blocks, totals, channels) doubles of native memory, and their combination in block order.</summary>
internal sealed unsafe class PartialTotals(int channels, int totals, long blocks) : IDisposable
{
    private readonly double* memory = (double*)NativeMemory.Alloc((nuint)(channels * totals * blocks), sizeof(double));

    /// <summary>Where a reducer leaves the totals of one block.</summary>
    public double* Block(long block) => memory + block * totals * channels;

    /// <summary>One total of one channel over all blocks.</summary>
    public double Combine<TLane, TReducer>(int total, int channel)
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var combined = new DoubleLane(Block(0)[(long)total * channels + channel]);
        for (long block = 1; block < blocks; block++)
            combined = TReducer.Combine(total, combined, new DoubleLane(Block(block)[(long)total * channels + channel]));
        return combined.Value;
    }

    public void Dispose() => NativeMemory.Free(memory);
}
