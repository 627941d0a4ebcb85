namespace NormGpu.Host.Tests.Harness;

/// <summary>Something that computes batch norm on raw memory of this machine. A new backend is a class here and a row in <see cref="All"/>.</summary>
internal abstract unsafe class ConformanceBackend
{
    public static readonly IReadOnlyDictionary<string, ConformanceBackend> All = new Dictionary<string, ConformanceBackend>(StringComparer.Ordinal)
    {
        ["cpu"] = new CpuConformanceBackend(),
        ["simulator"] = new DeviceConformanceBackend("simulator", mostElements: 2000),
        ["opencl"] = new DeviceConformanceBackend("opencl", mostElements: 200_000),
    };

    /// <summary>The largest tensor to try. Where that is a limit the backend is slow: it gets pairwise rows instead of all.</summary>
    public virtual long MostElements => long.MaxValue;

    public bool IsSlow => MostElements < long.MaxValue;

    public abstract int Forward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y, float* weight, float* bias, ChannelStatistics statistics, RunningStatistics? running, int threads);

    public abstract void Inference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y, float* weight, float* bias, float* runningMean, float* runningScale, int threads);

    public abstract void Backward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx, float* weight, float* bias, ChannelStatistics statistics, float* dweight, float* dbias, int threads);

    public abstract void BackwardInference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx, float* weight, float* bias, float* runningMean, float* runningScale, float* dweight, float* dbias, int threads);
}
