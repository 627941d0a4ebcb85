using NormGpu.Host.Cpu;
using NormGpu.Host.Devices;
using NormGpu.Host.Gpu;

namespace NormGpu.Host;

/// <summary>
/// Batch norm on raw memory: y = weight·(x − mean)/s + bias per channel, with s from any <see cref="Norm"/>. Source: "Norm matters", section 3.
/// Same input, same device: the same bits, whatever the number of threads.
/// </summary>
public static unsafe partial class BatchNorm
{
    /// <summary>Normalizes with the statistics of the batch and records them.</summary>
    /// <param name="settings">Norm, epsilon, precision switches.</param>
    /// <param name="shape">Shape and layout of x and y.</param>
    /// <param name="type">Storage type of x and y.</param>
    /// <param name="x">Input, as <paramref name="shape"/> says.</param>
    /// <param name="y">Output, like x; may be x itself.</param>
    /// <param name="weight">gamma, (C) FP32, or null for 1; Mean has none.</param>
    /// <param name="bias">beta, (C) FP32, or null for 0.</param>
    /// <param name="statistics">Receives what the backward pass needs.</param>
    /// <param name="running">Running statistics to update, or null. A channel whose mean or deviation is not finite is left as it was.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU.</param>
    /// <param name="place">Where x, y, dy and dx lie; everything else lies in host memory.</param>
    /// <returns>How many channels had a mean or deviation that is not finite.</returns>
    /// <exception cref="ArgumentException">A setting is out of range, a channel has one element only, or the device does not reach a tensor.</exception>
    public static int Forward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y,
        float* weight, float* bias, ChannelStatistics statistics, RunningStatistics? running, int threads = 0, ComputeDevice? device = null,
        TensorPlace place = TensorPlace.HostMemory)
    {
        settings.Validate(type);
        CheckWeight(settings, weight);
        CheckCount(settings, shape);
        if (DeviceOf(device, place) is { } gpu)
            GpuBatchNorm.Forward(gpu, place, settings, shape, type, x, y, weight, bias, statistics);
        else
            CpuBatchNorm.Forward(settings, shape, type, x, y, weight, bias, statistics, Workers.Count(threads));
        return UpdateRunning(settings, shape, statistics, running);
    }

    /// <summary>Normalizes with given statistics: y = weight·(x − mean)/(scale + eps) + bias, for L2 with sqrt(variance + eps).</summary>
    /// <param name="settings">Norm, epsilon, precision switches.</param>
    /// <param name="shape">Shape and layout of x and y.</param>
    /// <param name="type">Storage type of x and y.</param>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, like x; may be x itself.</param>
    /// <param name="weight">gamma, (C), or null for 1; Mean has none.</param>
    /// <param name="bias">beta, (C), or null for 0.</param>
    /// <param name="runningMean">(C).</param>
    /// <param name="runningScale">(C); for L2 the running variance; for Mean null, as its scale is 1.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU.</param>
    /// <param name="place">Where x, y, dy and dx lie; everything else lies in host memory.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the device does not reach a tensor.</exception>
    public static void Inference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y,
        float* weight, float* bias, float* runningMean, float* runningScale, int threads = 0, ComputeDevice? device = null,
        TensorPlace place = TensorPlace.HostMemory)
    {
        settings.Validate(type);
        CheckWeight(settings, weight);
        if (DeviceOf(device, place) is { } gpu)
            GpuBatchNorm.Inference(gpu, place, settings, shape, type, x, y, weight, bias, runningMean, runningScale);
        else
            CpuBatchNorm.Inference(settings, shape, type, x, y, weight, bias, runningMean, runningScale, Workers.Count(threads));
    }

    /// <summary>Gradients of <see cref="Forward"/>. Under an activation dy is that of its output.</summary>
    /// <param name="settings">As in the forward pass.</param>
    /// <param name="shape">Shape and layout of x, dy and dx.</param>
    /// <param name="type">Storage type of x, dy and dx.</param>
    /// <param name="x">The forward pass's input.</param>
    /// <param name="dy">Gradient of y.</param>
    /// <param name="dx">Receives the gradient of x; may be dy itself; null where it is not wanted.</param>
    /// <param name="weight">gamma, (C), or null for 1; Mean has none.</param>
    /// <param name="bias">beta, (C), or null for 0; only an activation asks for it.</param>
    /// <param name="statistics">What the forward pass left.</param>
    /// <param name="dweight">Receives the gradient of weight, (C), or null; Mean has none.</param>
    /// <param name="dbias">Receives the gradient of bias, (C), or null.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU.</param>
    /// <param name="place">Where x, y, dy and dx lie; everything else lies in host memory.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the device does not reach a tensor.</exception>
    public static void Backward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx,
        float* weight, float* bias, ChannelStatistics statistics, float* dweight, float* dbias, int threads = 0, ComputeDevice? device = null,
        TensorPlace place = TensorPlace.HostMemory)
    {
        settings.Validate(type);
        CheckWeight(settings, weight);
        CheckWeight(settings, dweight);
        if (DeviceOf(device, place) is { } gpu)
            GpuBatchNorm.Backward(gpu, place, settings, shape, type, x, dy, dx, weight, bias, statistics, dweight, dbias);
        else
            CpuBatchNorm.Backward(settings, shape, type, x, dy, dx, weight, bias, statistics, dweight, dbias, Workers.Count(threads));
    }

    /// <summary>Gradients of <see cref="Inference"/>: the statistics are constants, so dx = dy·weight/s.</summary>
    /// <param name="settings">As in the forward pass.</param>
    /// <param name="shape">Shape and layout of x, dy and dx.</param>
    /// <param name="type">Storage type of x, dy and dx.</param>
    /// <param name="x">The forward pass's input.</param>
    /// <param name="dy">Gradient of y.</param>
    /// <param name="dx">Receives the gradient of x; may be dy itself; null where it is not wanted.</param>
    /// <param name="weight">gamma, (C), or null for 1; Mean has none.</param>
    /// <param name="bias">beta, (C), or null for 0; only an activation asks for it.</param>
    /// <param name="runningMean">(C).</param>
    /// <param name="runningScale">(C); for L2 the running variance; for Mean null, as its scale is 1.</param>
    /// <param name="dweight">Receives the gradient of weight, (C), or null; Mean has none.</param>
    /// <param name="dbias">Receives the gradient of bias, (C), or null.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU.</param>
    /// <param name="place">Where x, y, dy and dx lie; everything else lies in host memory.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the device does not reach a tensor.</exception>
    public static void BackwardInference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx,
        float* weight, float* bias, float* runningMean, float* runningScale, float* dweight, float* dbias, int threads = 0, ComputeDevice? device = null,
        TensorPlace place = TensorPlace.HostMemory)
    {
        settings.Validate(type);
        CheckWeight(settings, weight);
        CheckWeight(settings, dweight);
        if (DeviceOf(device, place) is { } gpu)
            GpuBatchNorm.BackwardInference(gpu, place, settings, shape, type, x, dy, dx, weight, bias, runningMean, runningScale, dweight, dbias);
        else
            CpuBatchNorm.BackwardInference(settings, shape, type, x, dy, dx, weight, bias, runningMean, runningScale, dweight, dbias, Workers.Count(threads));
    }

    private static GpuDevice? DeviceOf(ComputeDevice? device, TensorPlace place)
    {
        if (device?.Gpu is null && place == TensorPlace.DeviceMemory)
            throw new ArgumentException("The processor works on tensors in host memory only.");
        return device?.Gpu;
    }

    private static void CheckWeight(in BatchNormSettings settings, float* weight)
    {
        if (settings.Norm == Norm.Mean && weight != null)
            throw new ArgumentException("Mean-only batch norm has no weight: its scale is exactly 1. Give none.");
    }

    private static void CheckCount(in BatchNormSettings settings, in ChannelShape shape)
    {
        if (shape.CountPerChannel < 2 && settings.Norm != Norm.Mean)
            throw new ArgumentException("Each channel has one value only; training needs more than 1 value per channel.");
    }

    /// <summary>Mixes the batch into the running statistics, channels without finite statistics excepted; returns how many those are.</summary>
    private static int UpdateRunning(in BatchNormSettings settings, in ChannelShape shape, ChannelStatistics statistics, RunningStatistics? running)
    {
        var count = shape.CountPerChannel;
        var constant = NormConstants.Of(settings, count);
        var skipped = 0;
        for (var c = 0; c < shape.Channels; c++)
        {
            // PyTorch's running variance is unbiased.
            var scale = statistics.Deviation[c] * (settings.Norm == Norm.L2 ? (float)(count / (count - 1.0)) : constant);
            if (!float.IsFinite(statistics.Mean[c]) || !float.IsFinite(scale))
            {
                skipped++;
            }
            else if (running is { } kept)
            {
                kept.Mean[c] = (1 - kept.Factor) * kept.Mean[c] + kept.Factor * statistics.Mean[c];
                if (settings.Norm != Norm.Mean)
                    kept.Scale[c] = (1 - kept.Factor) * kept.Scale[c] + kept.Factor * scale;
            }
        }

        return skipped;
    }
}
