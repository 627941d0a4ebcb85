using NormGpu.Kernels.Float16;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Weights;

namespace NormGpu.Host.Gpu;

/// <summary>The GPU backend of <see cref="WeightNorm"/>, on copies of host tensors. A weight is a batch of one sample whose channels are the rows.</summary>
internal static unsafe class GpuWeightNorm
{
    public static void Forward(GpuDevice device, Norm norm, in WeightShape shape, ElementType type, void* v, void* w, float* g, float rho, RowStatistics statistics)
    {
        using var turn = device.TakeTurn();
        using var tensors = CallTensors.Of(device, Channels(shape), type, TensorPlace.HostMemory, v, null, w);
        using var table = new DeviceRows(device, shape.Rows);
        table.SetGains(g, rho);
        table.Upload();
        Launch(device, norm, shape, type, tensors, table, backward: false);
        table.Download();
        table.GetStatistics(statistics);
        tensors.Deliver(w);
    }

    public static void Backward(GpuDevice device, Norm norm, in WeightShape shape, ElementType type, void* v, void* dw, void* dv, float* g, float rho,
        RowStatistics statistics, float* dg)
    {
        using var turn = device.TakeTurn();
        // dw's address stands for a dv that is not wanted: the kernel writes it all the same.
        using var tensors = CallTensors.Of(device, Channels(shape), type, TensorPlace.HostMemory, v, dw, dv == null ? dw : dv);
        using var table = new DeviceRows(device, shape.Rows);
        table.SetGains(g, rho);
        table.SetStatistics(statistics);
        table.Upload();
        Launch(device, norm, shape, type, tensors, table, backward: true);
        table.Download();
        table.GetGainGradients(dg);
        if (dv != null)
            tensors.Deliver(dv);
    }

    private static void Launch(GpuDevice device, Norm norm, in WeightShape shape, ElementType type, CallTensors tensors, DeviceRows table, bool backward)
    {
        var plan = GridPlan.ChannelsFirst(Channels(shape), device.Policy, chunks: 1);
        var arguments = new WeightArguments(plan.Grid, tensors.Tensors.X, tensors.Tensors.Gradient, tensors.Tensors.Output, table.View);
        device.Kernels.Launch(plan.Launch, Kernel(norm, type, device.Policy.HardwareHalf, backward), arguments);
    }

    private static Action<WeightArguments> Kernel(Norm norm, ElementType type, bool hardwareHalf, bool backward) => (type, hardwareHalf) switch
    {
        (ElementType.Float32, _) => Kernel<SingleStorage>(norm, backward),
        (_, true) => Kernel<HalfStorage<HardwareHalfConversion>>(norm, backward),
        _ => Kernel<HalfStorage<SoftwareHalfConversion>>(norm, backward),
    };

    private static Action<WeightArguments> Kernel<TStorage>(Norm norm, bool backward)
        where TStorage : struct, IStorage => norm switch
        {
            Norm.L1 => backward ? WeightNormKernels.Backward<TStorage, L1> : WeightNormKernels.Forward<TStorage, L1>,
            Norm.L2 => backward ? WeightNormKernels.Backward<TStorage, L2> : WeightNormKernels.Forward<TStorage, L2>,
            _ => backward ? WeightNormKernels.Backward<TStorage, LInf> : WeightNormKernels.Forward<TStorage, LInf>,
        };

    private static ChannelShape Channels(in WeightShape shape)
    {
        // Positions are counted in 32 bits, with room for the lanes that run past the ends of rows.
        if (shape.RowLength > int.MaxValue / 16)
            throw new ArgumentException($"Each row has {shape.RowLength} elements; the GPU kernels take up to {int.MaxValue / 16}.");
        return new(1, shape.Rows, shape.RowLength, ChannelLayout.ChannelsFirst);
    }
}
