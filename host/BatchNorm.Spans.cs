using System.Runtime.CompilerServices;
using NormGpu.Host.Devices;

namespace NormGpu.Host;

/// <content>The operators over spans, with every length checked.</content>
public static unsafe partial class BatchNorm
{
    /// <summary>As the pointer overload, over spans of <see cref="Half"/> or <see cref="float"/>.</summary>
    /// <param name="settings">Norm, epsilon, precision switches.</param>
    /// <param name="shape">Shape and layout of x and y.</param>
    /// <param name="x">Input, N·C·S elements.</param>
    /// <param name="y">Output, likewise; may be x itself.</param>
    /// <param name="weight">gamma, C elements, or empty for 1.</param>
    /// <param name="bias">beta, C elements, or empty for 0.</param>
    /// <param name="statistics">Receives ChannelStatistics.Rows·C floats for the backward pass.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU.</param>
    /// <returns>How many channels had a mean or deviation that is not finite.</returns>
    /// <exception cref="ArgumentException">A length does not fit the shape, a setting is out of range, or a channel has one element only.</exception>
    public static int Forward<T>(in BatchNormSettings settings, in ChannelShape shape, ReadOnlySpan<T> x, Span<T> y,
        ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> statistics, int threads = 0, ComputeDevice? device = null)
        where T : unmanaged
    {
        CheckLengths(shape, x.Length, nameof(x), y.Length, nameof(y));
        CheckChannels(shape, weight, bias);
        CheckStatistics(shape, statistics.Length);
        fixed (T* xs = x, ys = y)
        fixed (float* weights = weight, biases = bias, saved = statistics)
            return Forward(settings, shape, TypeOf<T>(), xs, ys, weights, biases, new ChannelStatistics(saved, shape.Channels), null, threads, device);
    }

    /// <summary>As the pointer overload, over spans of <see cref="Half"/> or <see cref="float"/>.</summary>
    /// <param name="settings">Norm, epsilon, precision switches.</param>
    /// <param name="shape">Shape and layout of x and y.</param>
    /// <param name="x">Input, N·C·S elements.</param>
    /// <param name="y">Output, likewise; may be x itself.</param>
    /// <param name="weight">gamma, C elements, or empty for 1.</param>
    /// <param name="bias">beta, C elements, or empty for 0.</param>
    /// <param name="runningMean">C elements.</param>
    /// <param name="runningScale">C elements; for L2 the running variance.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape, or a setting is out of range.</exception>
    public static void Inference<T>(in BatchNormSettings settings, in ChannelShape shape, ReadOnlySpan<T> x, Span<T> y,
        ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> runningMean, ReadOnlySpan<float> runningScale, int threads = 0, ComputeDevice? device = null)
        where T : unmanaged
    {
        CheckLengths(shape, x.Length, nameof(x), y.Length, nameof(y));
        CheckChannels(shape, weight, bias);
        CheckLength(runningMean.Length, shape.Channels, nameof(runningMean));
        if (settings.Norm != Norm.Mean)
            CheckLength(runningScale.Length, shape.Channels, nameof(runningScale));
        fixed (T* xs = x, ys = y)
        fixed (float* weights = weight, biases = bias, means = runningMean, scales = runningScale)
            Inference(settings, shape, TypeOf<T>(), xs, ys, weights, biases, means, scales, threads, device);
    }

    /// <summary>As the pointer overload, over spans of <see cref="Half"/> or <see cref="float"/>.</summary>
    /// <param name="settings">As in the forward pass.</param>
    /// <param name="shape">Shape and layout of x, dy and dx.</param>
    /// <param name="x">The forward pass's input, N·C·S elements.</param>
    /// <param name="dy">Gradient of y, likewise.</param>
    /// <param name="dx">Receives the gradient of x, likewise; may be dy itself.</param>
    /// <param name="weight">gamma, C elements, or empty for 1.</param>
    /// <param name="bias">beta, C elements, or empty for 0; only an activation asks for it.</param>
    /// <param name="statistics">What the forward pass left, ChannelStatistics.Rows·C floats.</param>
    /// <param name="dweight">Receives the gradient of weight, C elements, or empty.</param>
    /// <param name="dbias">Receives the gradient of bias, C elements, or empty.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape, or a setting is out of range.</exception>
    public static void Backward<T>(in BatchNormSettings settings, in ChannelShape shape, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx,
        ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> statistics, Span<float> dweight, Span<float> dbias, int threads = 0, ComputeDevice? device = null)
        where T : unmanaged
    {
        CheckLengths(shape, x.Length, nameof(x), dy.Length, nameof(dy));
        CheckLength(dx.Length, shape.Count, nameof(dx));
        CheckChannels(shape, weight, bias);
        if (!dweight.IsEmpty)
            CheckLength(dweight.Length, shape.Channels, nameof(dweight));
        if (!dbias.IsEmpty)
            CheckLength(dbias.Length, shape.Channels, nameof(dbias));
        CheckStatistics(shape, statistics.Length);
        fixed (T* xs = x, dys = dy, dxs = dx)
        fixed (float* weights = weight, biases = bias, saved = statistics, dweights = dweight, dbiases = dbias)
            Backward(settings, shape, TypeOf<T>(), xs, dys, dxs, weights, biases, new ChannelStatistics(saved, shape.Channels), dweights, dbiases, threads, device);
    }

    private static ElementType TypeOf<T>() =>
        typeof(T) == typeof(Half) ? ElementType.Float16
        : typeof(T) == typeof(float) ? ElementType.Float32
        : throw new ArgumentException($"Elements of type {typeof(T).Name} are not supported; use Half or float.");

    private static void CheckLengths(in ChannelShape shape, long first, string firstName, long second, string secondName)
    {
        CheckLength(first, shape.Count, firstName);
        CheckLength(second, shape.Count, secondName);
    }

    private static void CheckChannels(in ChannelShape shape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        if (!weight.IsEmpty)
            CheckLength(weight.Length, shape.Channels, nameof(weight));
        if (!bias.IsEmpty)
            CheckLength(bias.Length, shape.Channels, nameof(bias));
    }

    private static void CheckStatistics(in ChannelShape shape, long length) =>
        CheckLength(length, (long)ChannelStatistics.Rows * shape.Channels, "statistics");

    private static void CheckLength(long length, long expected, [CallerArgumentExpression(nameof(length))] string name = "")
    {
        if (length != expected)
            throw new ArgumentException($"{name} has {length} elements; the shape needs {expected}.");
    }
}
