using ILGPU;
using NormGpu.Kernels;
using NormGpu.Kernels.Finish;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Ranges;
using NormGpu.Kernels.Rectified;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Host.Gpu;

/// <summary>The kernels of range in their order: extents of chunks, statistics, where the ends lie, their gradients.</summary>
internal sealed unsafe class GpuRange : IDisposable
{
    private readonly GpuProblem problem;
    private readonly int chunks;
    private readonly GridPlan plan;
    private readonly BorrowedBuffer extents;

    public GpuRange(GpuProblem problem)
    {
        this.problem = problem;
        chunks = ChunkRange.Chunks(problem.Count);
        plan = problem.ChunkPlan(problem.Plan.Width, chunks);
        extents = problem.Device.Buffers.Borrow((long)problem.Shape.Channels * chunks * sizeof(Extent));
    }

    /// <summary>Finds the extents of all chunks.</summary>
    public void FindExtents<TStorage, TLayout, TLane, TRounding>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding => problem.Device.Kernels.Launch(
            plan.Launch,
            RangeKernel.Run<TStorage, TLayout, TLane, TRounding, SharedMemoryTree>,
            new ReduceArguments<Extent>(plan.Grid, problem.Tensors.X, problem.Tensors.Gradient, problem.Table.View, extents.As<Extent>()));

    /// <summary>Second stage of the statistics.</summary>
    public void Finish(Action<FinishArguments<Extent>> kernel) => problem.Device.Kernels.Launch(
        problem.PerChannel,
        kernel,
        new FinishArguments<Extent>(
            plan.Grid, problem.Tensors.X, problem.Table.View, extents.As<Extent>(), problem.Count,
            problem.Constant, problem.Settings.Epsilon));

    /// <summary>dx: every element gets factor·(dy − offset), the ends their slope besides. Extents and coefficients stand.</summary>
    public void MapGradients<TStorage, TLayout, TLane, TRounding>(Action mapOthers)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
    {
        var device = problem.Device;
        var all = (long)problem.Shape.Channels * chunks;
        using var ends = device.Buffers.Borrow(all * sizeof(Ends));
        using var gradients = device.Buffers.Borrow(all * 2 * sizeof(float));
        var single = problem.ChunkPlan(1, chunks);
        var arguments = new EndArguments(
            single.Grid, problem.Tensors.X, problem.Tensors.Gradient, problem.Tensors.Output, problem.Table.View, extents.As<Extent>(), ends.As<Ends>(),
            gradients.As<float>());
        if (problem.Layout == ChannelLayout.ChannelsFirst)
            Find<TStorage, TLayout, OctetLane, TRounding>(single.Launch, arguments);
        else
            Find<TStorage, TLayout, FloatLane, TRounding>(single.Launch, arguments);
        mapOthers();
        device.Kernels.Launch(device.PerChannel(checked((int)all)), EndKernels.Apply<TStorage, TLayout, TRounding>, arguments);
    }

    public void Dispose() => extents.Dispose();

    private void Find<TStorage, TLayout, TLane, TRounding>(KernelConfig launch, EndArguments arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
    {
        if (problem.Settings.Activation == Activation.Relu)
            problem.Device.Kernels.Launch(launch, EndKernels.Find<TStorage, TLayout, TLane, ReluGate<TStorage, FloatLane, TRounding>>, arguments);
        else
            problem.Device.Kernels.Launch(launch, EndKernels.Find<TStorage, TLayout, TLane, OpenGate<FloatLane>>, arguments);
    }
}
