namespace NormGpu.Host;

/// <summary>
/// Batch norm on raw memory: y = weight·(x − mean)/s + bias per channel, with s from any <see cref="Norm"/>. Source: "Norm matters", section 3.
/// Same input, same device: the same bits, whatever the number of threads.
/// </summary>
public static unsafe class BatchNorm
{
    /// <summary>Normalizes with the statistics of the batch and records them.</summary>
    /// <param name="settings">Norm, epsilon, precision switches.</param>
    /// <param name="shape">Shape and layout of x and y.</param>
    /// <param name="type">Storage type of x and y.</param>
    /// <param name="x">Input, as <paramref name="shape"/> says.</param>
    /// <param name="y">Output, like x; may be x itself.</param>
    /// <param name="weight">gamma, (C) FP32, or null for 1.</param>
    /// <param name="bias">beta, (C) FP32, or null for 0.</param>
    /// <param name="statistics">Receives what the backward pass needs.</param>
    /// <param name="running">Running statistics to update, or null. A channel whose mean or deviation is not finite is left as it was.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    /// <returns>How many channels had a mean or deviation that is not finite.</returns>
    /// <exception cref="ArgumentException">A setting is out of range, or a channel has one element only.</exception>
    public static int Forward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y,
        float* weight, float* bias, ChannelStatistics statistics, RunningStatistics? running, int threads = 0) => throw new NotSupportedException("CPU backend not wired yet");

    /// <summary>Normalizes with given statistics: y = weight·(x − mean)/(scale + eps) + bias, for L2 with sqrt(variance + eps).</summary>
    /// <param name="settings">Norm, epsilon, precision switches.</param>
    /// <param name="shape">Shape and layout of x and y.</param>
    /// <param name="type">Storage type of x and y.</param>
    /// <param name="x">Input.</param>
    /// <param name="y">Output, like x; may be x itself.</param>
    /// <param name="weight">gamma, (C), or null for 1.</param>
    /// <param name="bias">beta, (C), or null for 0.</param>
    /// <param name="runningMean">(C).</param>
    /// <param name="runningScale">(C); for L2 the running variance.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static void Inference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y,
        float* weight, float* bias, float* runningMean, float* runningScale, int threads = 0) => throw new NotSupportedException("CPU backend not wired yet");

    /// <summary>Gradients of <see cref="Forward"/>.</summary>
    /// <param name="settings">As in the forward pass.</param>
    /// <param name="shape">Shape and layout of x, dy and dx.</param>
    /// <param name="type">Storage type of x, dy and dx.</param>
    /// <param name="x">The forward pass's input.</param>
    /// <param name="dy">Gradient of y.</param>
    /// <param name="dx">Receives the gradient of x; may be dy itself; null where it is not wanted.</param>
    /// <param name="weight">gamma, (C), or null for 1.</param>
    /// <param name="statistics">What the forward pass left.</param>
    /// <param name="dweight">Receives the gradient of weight, (C), or null.</param>
    /// <param name="dbias">Receives the gradient of bias, (C), or null.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static void Backward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx,
        float* weight, ChannelStatistics statistics, float* dweight, float* dbias, int threads = 0) => throw new NotSupportedException("CPU backend not wired yet");

    /// <summary>Gradients of <see cref="Inference"/>: the statistics are constants, so dx = dy·weight/s.</summary>
    /// <param name="settings">As in the forward pass.</param>
    /// <param name="shape">Shape and layout of x, dy and dx.</param>
    /// <param name="type">Storage type of x, dy and dx.</param>
    /// <param name="x">The forward pass's input.</param>
    /// <param name="dy">Gradient of y.</param>
    /// <param name="dx">Receives the gradient of x; may be dy itself; null where it is not wanted.</param>
    /// <param name="weight">gamma, (C), or null for 1.</param>
    /// <param name="runningMean">(C).</param>
    /// <param name="runningScale">(C); for L2 the running variance.</param>
    /// <param name="dweight">Receives the gradient of weight, (C), or null.</param>
    /// <param name="dbias">Receives the gradient of bias, (C), or null.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static void BackwardInference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx,
        float* weight, float* runningMean, float* runningScale, float* dweight, float* dbias, int threads = 0) => throw new NotSupportedException("CPU backend not wired yet");
}
