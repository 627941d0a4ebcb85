namespace NormGpu.Host.Tests.Harness;

/// <summary>The vectorised CPU backend, through the public operator.</summary>
internal sealed unsafe class CpuConformanceBackend : ConformanceBackend
{
    public override int Forward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y, float* weight, float* bias, ChannelStatistics statistics, RunningStatistics? running, int threads) =>
        BatchNorm.Forward(settings, shape, type, x, y, weight, bias, statistics, running, threads);

    public override void Inference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y, float* weight, float* bias, float* runningMean, float* runningScale, int threads) =>
        BatchNorm.Inference(settings, shape, type, x, y, weight, bias, runningMean, runningScale, threads);

    public override void Backward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx, float* weight, float* bias, ChannelStatistics statistics, float* dweight, float* dbias, int threads) =>
        BatchNorm.Backward(settings, shape, type, x, dy, dx, weight, bias, statistics, dweight, dbias, threads);

    public override void BackwardInference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx, float* weight, float* bias, float* runningMean, float* runningScale, float* dweight, float* dbias, int threads) =>
        BatchNorm.BackwardInference(settings, shape, type, x, dy, dx, weight, bias, runningMean, runningScale, dweight, dbias, threads);
}
