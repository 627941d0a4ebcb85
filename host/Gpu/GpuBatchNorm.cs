using NormGpu.Kernels.Layouts;

namespace NormGpu.Host.Gpu;

/// <summary>The GPU backend of <see cref="BatchNorm"/>: runs the kernels on the tensors where they lie, or on copies. Per-channel values pass through host memory.</summary>
internal static unsafe class GpuBatchNorm
{
    public static void Forward(GpuDevice device, TensorPlace place, in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y,
        float* weight, float* bias, ChannelStatistics statistics)
    {
        using var turn = device.TakeTurn();
        using var tensors = CallTensors.Of(device, shape, type, place, x, null, y);
        using var problem = new GpuProblem(device, settings, shape, tensors.Tensors);
        problem.Table.Set(ChannelRow.Weight, weight, 1);
        problem.Table.Set(ChannelRow.Bias, bias, 0);
        problem.Table.Upload();
        if (settings.Accumulation == Accumulation.Float16)
            GpuDispatch.Run(new GpuHalfSumsForwardPass(problem), type, settings.Arithmetic, problem);
        else
            GpuDispatch.Run(new GpuForwardPass(problem), type, settings.Arithmetic, problem);
        problem.Table.Download();
        problem.Table.Get(ChannelRow.Mean, statistics.Mean);
        problem.Table.Get(ChannelRow.Deviation, statistics.Deviation);
        problem.Table.Get(ChannelRow.Scale, statistics.Scale);
        problem.Table.Get(ChannelRow.Threshold, statistics.Threshold);
        problem.Table.Get(ChannelRow.Ties, statistics.Ties);
        problem.Table.Get(ChannelRow.MeanRest, statistics.MeanRest);
        tensors.Deliver(y);
    }

    public static void Inference(GpuDevice device, TensorPlace place, in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y,
        float* weight, float* bias, float* runningMean, float* runningScale)
    {
        using var turn = device.TakeTurn();
        using var tensors = CallTensors.Of(device, shape, type, place, x, null, y);
        using var problem = new GpuProblem(device, settings, shape, tensors.Tensors);
        SetConstants(problem, weight, bias, runningMean, runningScale);
        GpuDispatch.Run(new GpuInferencePass(problem), type, settings.Arithmetic, problem);
        tensors.Deliver(y);
    }

    public static void Backward(GpuDevice device, TensorPlace place, in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx,
        float* weight, float* bias, ChannelStatistics statistics, float* dweight, float* dbias)
    {
        using var turn = device.TakeTurn();
        using var tensors = CallTensors.Of(device, shape, type, place, x, dy, dx);
        using var problem = new GpuProblem(device, settings, shape, tensors.Tensors);
        problem.Table.Set(ChannelRow.Mean, statistics.Mean, 0);
        problem.Table.Set(ChannelRow.Deviation, statistics.Deviation, 0);
        problem.Table.Set(ChannelRow.Scale, statistics.Scale, 0);
        problem.Table.Set(ChannelRow.Threshold, statistics.Threshold, 0);
        problem.Table.Set(ChannelRow.Ties, statistics.Ties, 0);
        problem.Table.Set(ChannelRow.MeanRest, statistics.MeanRest, 0);
        problem.Table.Set(ChannelRow.Weight, weight, 1);
        problem.Table.Set(ChannelRow.Bias, bias, 0);
        problem.Table.Upload();
        if (settings.Accumulation == Accumulation.Float16)
            GpuDispatch.Run(new GpuHalfSumsBackwardPass(problem, constantStatistics: false, dx != null), type, settings.Arithmetic, problem);
        else
            GpuDispatch.Run(new GpuBackwardPass(problem, dx != null), type, settings.Arithmetic, problem);
        ReadGradients(problem, tensors, dx, dweight, dbias);
    }

    public static void BackwardInference(GpuDevice device, TensorPlace place, in BatchNormSettings settings, in ChannelShape shape, ElementType type,
        void* x, void* dy, void* dx, float* weight, float* bias, float* runningMean, float* runningScale, float* dweight, float* dbias)
    {
        using var turn = device.TakeTurn();
        using var tensors = CallTensors.Of(device, shape, type, place, x, dy, dx);
        using var problem = new GpuProblem(device, settings, shape, tensors.Tensors);
        SetConstants(problem, weight, bias, runningMean, runningScale);
        if (settings.Accumulation == Accumulation.Float16)
            GpuDispatch.Run(new GpuHalfSumsBackwardPass(problem, constantStatistics: true, dx != null), type, settings.Arithmetic, problem);
        else
            GpuDispatch.Run(new GpuBackwardInferencePass(problem, dx != null), type, settings.Arithmetic, problem);
        ReadGradients(problem, tensors, dx, dweight, dbias);
    }

    private static void SetConstants(GpuProblem problem, float* weight, float* bias, float* runningMean, float* runningScale)
    {
        problem.Table.Set(ChannelRow.Mean, runningMean, 0);
        // Mean-only divides by 1, from a deviation of 0.
        problem.Table.Set(ChannelRow.Deviation, problem.Settings.Norm == Norm.Mean ? null : runningScale, problem.Settings.Norm == Norm.Mean ? 0 : 1);
        problem.Table.Set(ChannelRow.Weight, weight, 1);
        problem.Table.Set(ChannelRow.Bias, bias, 0);
        problem.Table.Upload();
    }

    private static void ReadGradients(GpuProblem problem, CallTensors tensors, void* dx, float* dweight, float* dbias)
    {
        problem.Table.Download();
        problem.Table.Get(ChannelRow.WeightGradient, dweight);
        problem.Table.Get(ChannelRow.BiasGradient, dbias);
        if (dx != null)
            tensors.Deliver(dx);
    }
}
