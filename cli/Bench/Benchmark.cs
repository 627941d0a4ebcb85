using System.Diagnostics;
using NormGpu.Cli.CommandLine;
using NormGpu.Host;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.Bench;

/// <summary>Times the forward and backward pass of each norm.</summary>
internal static unsafe class Benchmark
{
    /// <summary>Runs before the clock counts, at least: .NET compiles what has run thirty times again, optimized.</summary>
    private const int WarmUpRuns = 3;

    /// <summary>They go on until this much time has gone by, as that compilation waits for a quiet moment.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(1.5);

    /// <summary>Two rows a norm.</summary>
    public static IEnumerable<BenchRow> Run(BenchSettings settings, BenchLimit limit, CancellationToken stop)
    {
        using var tensors = new BenchTensors(settings);
        foreach (var norm in settings.Norms)
        {
            stop.ThrowIfCancellationRequested();
            var (forward, backward) = settings.Device.Kind == DeviceKind.Cpu ? OnCpu(settings, norm, tensors) : OnDevice(settings, norm, tensors);
            yield return Row(settings, norm, limit, "forward", 2, forward);
            yield return Row(settings, norm, limit, "backward", 3, backward);
        }
    }

    private static (double Forward, double Backward) OnCpu(BenchSettings settings, Norm norm, BenchTensors tensors)
    {
        var shape = settings.Shape;
        var options = new BatchNormSettings(norm, Activation: settings.Activation);
        var perChannel = new float[(ChannelStatistics.Rows + 1) * shape.Channels];
        fixed (float* memory = perChannel)
        {
            var statistics = new ChannelStatistics(memory, shape.Channels);
            var dbias = memory + ChannelStatistics.Rows * shape.Channels;
            return Time(
                settings.Repetitions,
                tensors.Next,
                () => BatchNorm.Forward(options, shape, settings.Type, tensors.X, tensors.Output, null, null, statistics, null, settings.Threads),
                () => BatchNorm.Backward(
                    options, shape, settings.Type, tensors.X, tensors.Gradient, tensors.InputGradient, null, null, statistics, null, dbias, settings.Threads));
        }
    }

    private static (double Forward, double Backward) OnDevice(BenchSettings settings, Norm norm, BenchTensors tensors)
    {
        using var resident = new ResidentBatchNorm(settings.Device, new BatchNormSettings(norm, Activation: settings.Activation), settings.Shape, settings.Type, tensors.X, tensors.Gradient);
        return Time(settings.Repetitions, () => { }, resident.Forward, resident.Backward);
    }

    /// <summary>Medians in milliseconds.</summary>
    private static (double Forward, double Backward) Time(int repetitions, Action prepare, Action forward, Action backward)
    {
        var times = new[] { new double[repetitions], new double[repetitions] };
        var begin = Stopwatch.GetTimestamp();
        for (var run = 0; run < WarmUpRuns || Stopwatch.GetElapsedTime(begin) < WarmUpTime; run++)
        {
            prepare();
            forward();
            backward();
        }

        for (var i = 0; i < repetitions; i++)
        {
            prepare();
            var start = Stopwatch.GetTimestamp();
            forward();
            var middle = Stopwatch.GetTimestamp();
            backward();
            times[0][i] = Stopwatch.GetElapsedTime(start, middle).TotalMilliseconds;
            times[1][i] = Stopwatch.GetElapsedTime(middle).TotalMilliseconds;
        }

        return (Median(times[0]), Median(times[1]));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static BenchRow Row(BenchSettings settings, Norm norm, BenchLimit limit, string direction, int tensors, double milliseconds)
    {
        var gigabytes = tensors * settings.BytesOfTensor / milliseconds / 1e6;
        return new BenchRow(
            SharedWords.Norm.For(norm), settings.Activation == Activation.Relu ? "relu" : "none", BenchCommand.Types.For(settings.Type), settings.ShapeName, SharedWords.Layout.For(settings.Layout), direction,
            settings.Device.Id, settings.Device.Kind == DeviceKind.Cpu ? settings.Threads : 0,
            milliseconds, gigabytes, gigabytes / limit.CopyGbps, milliseconds * 1e6 / settings.Shape.Count);
    }
}
