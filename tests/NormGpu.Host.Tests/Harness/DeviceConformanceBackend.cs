using NormGpu.Host.Devices;

namespace NormGpu.Host.Tests.Harness;

/// <summary>The GPU kernels on a device of the catalogue, through the public operator.</summary>
/// <param name="id">The device's name in the catalogue.</param>
/// <param name="mostElements">The largest tensor to try there.</param>
internal sealed unsafe class DeviceConformanceBackend(string id, long mostElements) : ConformanceBackend
{
    public override long MostElements => mostElements;

    /// <summary>The device; where it is missing the test skips with the reason, or fails if NORMGPU_REQUIRE names it.</summary>
    public ComputeDevice Device
    {
        get
        {
            try
            {
                return DeviceCatalogue.Find(id);
            }
            catch (ArgumentException missing) when (!(Environment.GetEnvironmentVariable("NORMGPU_REQUIRE") ?? "").Split(',').Contains(id, StringComparer.Ordinal))
            {
                throw new SkipException(missing.Message, missing);
            }
        }
    }

    public override int Forward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y, float* weight, float* bias, ChannelStatistics statistics, RunningStatistics? running, int threads) =>
        BatchNorm.Forward(settings, shape, type, x, y, weight, bias, statistics, running, threads, Device);

    public override void Inference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y, float* weight, float* bias, float* runningMean, float* runningScale, int threads) =>
        BatchNorm.Inference(settings, shape, type, x, y, weight, bias, runningMean, runningScale, threads, Device);

    public override void Backward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx, float* weight, float* bias, ChannelStatistics statistics, float* dweight, float* dbias, int threads) =>
        BatchNorm.Backward(settings, shape, type, x, dy, dx, weight, bias, statistics, dweight, dbias, threads, Device);

    public override void BackwardInference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx, float* weight, float* bias, float* runningMean, float* runningScale, float* dweight, float* dbias, int threads) =>
        BatchNorm.BackwardInference(settings, shape, type, x, dy, dx, weight, bias, runningMean, runningScale, dweight, dbias, threads, Device);
}
