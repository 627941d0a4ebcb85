using ILGPU;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;

namespace NormGpu.Kernels;

/// <summary>Stores a lane, or what of it belongs to the channel.</summary>
internal static class PartialStore
{
    internal static void Run<TStorage, TLayout, TLane>(ArrayView<Pack> output, Run run, TLane value)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
    {
        if (!TLayout.HasPartialLanes || run.IsWhole)
        {
            TStorage.Store(output, run.Index, value);
            return;
        }

        for (var i = run.From; i < run.To; i++)
            TStorage.Store(output, run.Index + i, new FloatLane(TLane.At(value, i)));
    }
}
