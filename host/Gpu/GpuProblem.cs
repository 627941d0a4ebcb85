using ILGPU;
using NormGpu.Kernels;
using NormGpu.Kernels.Finish;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Maps;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rectified;
using NormGpu.Kernels.Reducers;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Selection;
using NormGpu.Kernels.Totals;

namespace NormGpu.Host.Gpu;

/// <summary>Everything that the kernels of one call share: device, grid, tensors in device memory, per-channel values, totals.</summary>
internal sealed class GpuProblem : IDisposable
{
    /// <summary>The largest totals, in bytes.</summary>
    private const int MostBytesOfTotals = 24;

    private readonly BorrowedBuffer totals;
    private readonly ChannelLayout layout;

    public GpuProblem(GpuDevice device, in BatchNormSettings settings, in ChannelShape shape, GpuTensors tensors)
    {
        // Positions are counted in 32 bits, with room for the lanes that run past the ends of segments.
        if (shape.CountPerChannel > int.MaxValue / 16)
            throw new ArgumentException($"Each channel has {shape.CountPerChannel} values; the GPU kernels take up to {int.MaxValue / 16}.");
        Device = device;
        Settings = settings;
        Shape = shape;
        Tensors = tensors;
        // One position a sample: both layouts are the same memory, and lanes along channels are the coalesced ones.
        layout = shape.Spatial == 1 ? ChannelLayout.ChannelsLast : shape.Layout;
        Plan = PlanFor(shape.Channels % OctetLane.Width == 0 ? OctetLane.Width : 1, int.MaxValue);
        Table = new DeviceTable(device, shape.Channels);
        totals = device.Buffers.Borrow((long)shape.Channels * Plan.Grid.Splits * MostBytesOfTotals);
    }

    public GpuDevice Device { get; }

    public BatchNormSettings Settings { get; }

    public ChannelShape Shape { get; }

    public GpuTensors Tensors { get; }

    public DeviceTable Table { get; }

    public GridPlan Plan { get; }

    public ChannelLayout Layout => layout;

    /// <summary>Elements a channel.</summary>
    public long Count => Shape.CountPerChannel;

    /// <summary>C of the norm.</summary>
    public float Constant => NormConstants.Of(Settings, Count);

    /// <summary>Shuffles combine whole groups only.</summary>
    public bool CombinesByShuffles =>
        Device.Policy.WarpShuffles && Plan.Grid.Columns == 1 && Plan.GroupSize % Device.Accelerator.WarpSize == 0;

    /// <summary>The grid of a kernel that counts in shared memory, one channel a column.</summary>
    public GridPlan CountingPlan => PlanFor(1, GroupLimit.Columns);

    /// <summary>The grid of a kernel whose splits are chunks of the channels.</summary>
    public GridPlan ChunkPlan(int width, int chunks) => PlanFor(width, int.MaxValue, chunks);

    /// <summary>The totals of every split.</summary>
    public ArrayView<TTotals> Totals<TTotals>()
        where TTotals : unmanaged, ITotals<TTotals> => totals.As<TTotals>();

    /// <summary>First stage of a reduction.</summary>
    public void Reduce<TStorage, TLayout, TLane, TReducer, TTotals, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane, TTotals>
        where TTotals : unmanaged, ITotals<TTotals>
        where TGroup : struct, IGroupReduction => Device.Kernels.Launch(
            Plan.Launch,
            ReduceKernel.Run<TStorage, TLayout, TLane, TReducer, TTotals, TGroup>,
            new ReduceArguments<TTotals>(Plan.Grid, Tensors.X, Tensors.Gradient, Table.View, Totals<TTotals>()));

    /// <summary>First stage of a reduction that reads gradients, behind the activation.</summary>
    public void ReduceGradients<TStorage, TLayout, TLane, TRounding, TReducer, TTotals, TGroup>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TReducer : struct, IReducer<TReducer, TLane, TTotals>
        where TTotals : unmanaged, ITotals<TTotals>
        where TGroup : struct, IGroupReduction
    {
        if (Settings.Activation == Activation.Relu)
            Reduce<TStorage, TLayout, TLane, GatedReducer<TReducer, ReluGate<TStorage, TLane, TRounding>, TLane, TTotals>, TTotals, TGroup>();
        else
            Reduce<TStorage, TLayout, TLane, TReducer, TTotals, TGroup>();
    }

    /// <summary>Second stage of a reduction.</summary>
    public void Finish<TTotals>(Action<FinishArguments<TTotals>> kernel, float constant)
        where TTotals : unmanaged, ITotals<TTotals> => Device.Kernels.Launch(
            PerChannel, kernel, FinishArguments<TTotals>(constant, Count));

    /// <summary>Second stage of the gradients of a norm with slopes ±1 at few elements, as many of either sign.</summary>
    public void FinishFew<TRounding>(FinishArguments<SelectionSums> sums)
        where TRounding : struct, IRounding => Device.Kernels.Launch(PerChannel, GradientFinish.Few<TRounding>, sums);

    /// <summary>Ends the statistics of a norm whose mean is all.</summary>
    public void RecordNoDeviation() => Device.Kernels.Launch(
        PerChannel, StatisticsFinish.NoDeviation<MeanOnly>, new PrepareArguments(Table.View, Shape.Channels, Settings.Epsilon));

    /// <summary>Arguments of a second stage.</summary>
    public FinishArguments<TTotals> FinishArguments<TTotals>(float constant, float divisor)
        where TTotals : unmanaged, ITotals<TTotals> =>
        new(Plan.Grid, Tensors.X, Table.View, Totals<TTotals>(), divisor, constant, Settings.Epsilon);

    /// <summary>Arguments of a second stage whose totals are one a channel already.</summary>
    public FinishArguments<TTotals> FinishArguments<TTotals>(ArrayView<TTotals> totalsOfChannels, float constant, float divisor)
        where TTotals : unmanaged, ITotals<TTotals>
    {
        var grid = Plan.Grid;
        var whole = new ChannelGrid(grid.Channels, grid.Segments, grid.SegmentLength, grid.SlotsPerSegment, 1, grid.Slots, grid.Columns, grid.Threads);
        return new(whole, Tensors.X, Table.View, totalsOfChannels, divisor, constant, Settings.Epsilon);
    }

    /// <summary>An element-wise pass from the tensors to the output.</summary>
    public void Map<TStorage, TLayout, TLane, TMap>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TMap : struct, IMap<TMap, TLane> =>
        Device.Kernels.Launch(Plan.Launch, MapKernel.Run<TStorage, TLayout, TLane, TMap>, MapArguments(default));

    /// <summary>y from x, with the activation.</summary>
    public void Normalize<TStorage, TLayout, TLane, TRounding>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
    {
        if (Settings.Activation == Activation.Relu)
            Map<TStorage, TLayout, TLane, RectifiedMap<NormalizeMap<TLane, TRounding>, TLane>>();
        else
            Map<TStorage, TLayout, TLane, NormalizeMap<TLane, TRounding>>();
    }

    /// <summary>An element-wise pass that reads gradients, behind the activation.</summary>
    public void MapGradients<TStorage, TLayout, TLane, TRounding, TMap>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TMap : struct, IMap<TMap, TLane>
    {
        if (Settings.Activation == Activation.Relu)
            Map<TStorage, TLayout, TLane, GatedMap<TMap, ReluGate<TStorage, TLane, TRounding>, TLane>>();
        else
            Map<TStorage, TLayout, TLane, TMap>();
    }

    /// <summary>dx of a selecting norm, behind the activation.</summary>
    public void MapSelectedGradients<TStorage, TLayout, TLane, TRounding>(ArrayView<int> cutoffs)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
    {
        if (Settings.Activation == Activation.Relu)
            Device.Kernels.Launch(Plan.Launch, SelectedGradientKernel.Run<TStorage, TLayout, TLane, TRounding, ReluGate<TStorage, TLane, TRounding>>, MapArguments(cutoffs));
        else
            Device.Kernels.Launch(Plan.Launch, SelectedGradientKernel.Run<TStorage, TLayout, TLane, TRounding, OpenGate<TLane>>, MapArguments(cutoffs));
    }

    /// <summary>Arguments of an element-wise pass.</summary>
    public MapArguments MapArguments(ArrayView<int> cutoffs) =>
        new(Plan.Grid, Tensors.X, Tensors.Gradient, Tensors.Output, Table.View, cutoffs);

    /// <summary>A launch of one thread a channel.</summary>
    public KernelConfig PerChannel => Device.PerChannel(Shape.Channels);

    public void Dispose()
    {
        totals.Dispose();
        Table.Dispose();
    }

    private GridPlan PlanFor(int width, int mostColumns, int chunks = 0) => layout == ChannelLayout.ChannelsFirst
        ? GridPlan.ChannelsFirst(Shape, Device.Policy, mostColumns, chunks)
        : GridPlan.ChannelsLast(Shape, Device.Policy, width, mostColumns, chunks);
}
