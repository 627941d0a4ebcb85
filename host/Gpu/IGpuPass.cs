using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Gpu;

/// <summary>A pass whose kernels are compiled once per storage, layout, lane, arithmetic and group reduction.</summary>
internal interface IGpuPass
{
    void Run<TStorage, TLayout, TLane, TRounding, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGroup : struct, IGroupReduction;
}

/// <summary>Turns run-time choices into type arguments, in one place.</summary>
internal static class GpuDispatch
{
    public static void Run<TPass>(TPass pass, ElementType type, Arithmetic arithmetic, GpuProblem problem)
        where TPass : IGpuPass
    {
        switch (type, problem.Device.Policy.HardwareHalf)
        {
            case (ElementType.Float32, _):
                WithLayout<TPass, SingleStorage, SingleRounding>(pass, problem);
                break;
            case (_, true):
                WithRounding<TPass, HalfStorage<HardwareHalfConversion>>(pass, arithmetic, problem);
                break;
            default:
                WithRounding<TPass, HalfStorage<SoftwareHalfConversion>>(pass, arithmetic, problem);
                break;
        }
    }

    private static void WithRounding<TPass, TStorage>(TPass pass, Arithmetic arithmetic, GpuProblem problem)
        where TPass : IGpuPass
        where TStorage : struct, IStorage
    {
        if (arithmetic == Arithmetic.Float32)
            WithLayout<TPass, TStorage, SingleRounding>(pass, problem);
        else
            WithLayout<TPass, TStorage, HalfRounding>(pass, problem);
    }

    private static void WithLayout<TPass, TStorage, TRounding>(TPass pass, GpuProblem problem)
        where TPass : IGpuPass
        where TStorage : struct, IStorage
        where TRounding : struct, IRounding
    {
        if (problem.Layout == ChannelLayout.ChannelsFirst)
            WithGroup<TPass, TStorage, ChannelsFirst, OctetLane, TRounding>(pass, problem);
        else if (problem.Plan.Width == OctetLane.Width)
            WithGroup<TPass, TStorage, ChannelsLast, OctetLane, TRounding>(pass, problem);
        else
            WithGroup<TPass, TStorage, ChannelsLast, FloatLane, TRounding>(pass, problem);
    }

    private static void WithGroup<TPass, TStorage, TLayout, TLane, TRounding>(TPass pass, GpuProblem problem)
        where TPass : IGpuPass
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
    {
        if (problem.CombinesByShuffles)
            pass.Run<TStorage, TLayout, TLane, TRounding, WarpShuffles>();
        else
            pass.Run<TStorage, TLayout, TLane, TRounding, SharedMemoryTree>();
    }
}
