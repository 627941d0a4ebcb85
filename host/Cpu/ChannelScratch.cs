using System.Buffers;
using System.Runtime.InteropServices;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>One channel as contiguous floats, for arithmetic that must follow the channel's own order. Whole lanes may run past the end.</summary>
internal sealed unsafe class ChannelScratch : IDisposable
{
    private readonly float[][] arrays = new float[3][];
    private readonly GCHandle[] handles = new GCHandle[3];

    public ChannelScratch(long count)
    {
        for (var i = 0; i < arrays.Length; i++)
        {
            arrays[i] = ArrayPool<float>.Shared.Rent(checked((int)count + PartialLane.WidestLane));
            handles[i] = GCHandle.Alloc(arrays[i], GCHandleType.Pinned);
        }
    }

    /// <summary>x, later d = x − mean.</summary>
    public float* X => (float*)handles[0].AddrOfPinnedObject();

    /// <summary>dy.</summary>
    public float* Gradient => (float*)handles[1].AddrOfPinnedObject();

    /// <summary>What is being averaged.</summary>
    public float* Work => (float*)handles[2].AddrOfPinnedObject();

    /// <summary>destination = x − centre.</summary>
    public void Centre<TLane, TRounding>(float centre, float* destination, long count)
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        var centres = TLane.Broadcast(centre);
        for (long i = 0; i < count; i += TLane.Width)
            TLane.StoreSingle(destination + i, Elementwise.Deviation<TLane, TRounding>(TLane.LoadSingle(X + i), centres));
    }

    public void Dispose()
    {
        for (var i = 0; i < arrays.Length; i++)
        {
            handles[i].Free();
            ArrayPool<float>.Shared.Return(arrays[i]);
        }
    }
}
