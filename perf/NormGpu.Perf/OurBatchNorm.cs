using System.Diagnostics;
using System.Runtime.InteropServices;
using NormGpu.Host;

namespace NormGpu.Perf;

/// <summary>Our batch norm on one case, timed one forward + backward at a time.</summary>
internal sealed unsafe class OurBatchNorm : IDisposable
{
    private readonly ChannelShape shape;
    private readonly BatchNormSettings settings;
    private readonly ElementType type;
    private readonly int threads;
    private readonly void* x;
    private readonly void* y;
    private readonly void* dy;
    private readonly void* dx;
    private readonly float* perChannel;

    public OurBatchNorm(BatchNormCase shape, Norm norm, ElementType type, int threads)
    {
        this.shape = new ChannelShape(
            shape.Batch, shape.Channels, (long)shape.Height * shape.Width, shape.ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst);
        settings = new BatchNormSettings(norm);
        this.type = type;
        this.threads = threads;
        var size = (nuint)(type == ElementType.Float16 ? sizeof(Half) : sizeof(float));
        x = NativeMemory.AllocZeroed((nuint)this.shape.Count, size);
        y = NativeMemory.AllocZeroed((nuint)this.shape.Count, size);
        dy = NativeMemory.AllocZeroed((nuint)this.shape.Count, size);
        dx = NativeMemory.AllocZeroed((nuint)this.shape.Count, size);
        perChannel = (float*)NativeMemory.AllocZeroed((nuint)((ChannelStatistics.Rows + 4) * shape.Channels), sizeof(float));
        Fill(x, 1);
        Fill(dy, 2);
        for (var c = 0; c < shape.Channels; c++)
            Weight[c] = 1;
    }

    private float* Weight => perChannel + ChannelStatistics.Rows * shape.Channels;

    private float* Bias => Weight + shape.Channels;

    private float* WeightGradient => Bias + shape.Channels;

    private float* BiasGradient => WeightGradient + shape.Channels;

    /// <summary>Milliseconds of one forward + backward.</summary>
    public double Time()
    {
        var statistics = new ChannelStatistics(perChannel, shape.Channels);
        var start = Stopwatch.GetTimestamp();
        BatchNorm.Forward(settings, shape, type, x, y, Weight, Bias, statistics, null, threads);
        BatchNorm.Backward(settings, shape, type, x, dy, dx, Weight, Bias, statistics, WeightGradient, BiasGradient, threads);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public void Dispose()
    {
        NativeMemory.Free(x);
        NativeMemory.Free(y);
        NativeMemory.Free(dy);
        NativeMemory.Free(dx);
        NativeMemory.Free(perChannel);
    }

    /// <summary>Roughly Gaussian values: the sum of three uniform ones.</summary>
    private void Fill(void* memory, int seed)
    {
        var random = new Random(seed);
        for (long i = 0; i < shape.Count; i++)
        {
            var value = 2 * (random.NextSingle() + random.NextSingle() + random.NextSingle()) - 3;
            if (type == ElementType.Float16)
                ((Half*)memory)[i] = (Half)value;
            else
                ((float*)memory)[i] = value;
        }
    }
}
