using NormGpu.Host.Devices;

namespace NormGpu.Host.Checks;

/// <summary>One norm, storage type, shape and precision: its four operators on data of its own.</summary>
internal sealed unsafe class SelfTestCase
{
    private readonly BatchNormSettings settings;
    private readonly ElementType type;
    private readonly ChannelShape shape;
    private readonly double[][] x;
    private readonly double[][] dy;
    private readonly float[] weight;
    private readonly float[] bias;

    public SelfTestCase(BatchNormSettings settings, ElementType type, ChannelShape shape)
    {
        this.settings = settings;
        this.type = type;
        this.shape = shape;
        var random = new Random(20180304);
        // Mean-only has no weight, which is as if it were 1.
        weight = Fill(shape.Channels, c => HasScale ? 0.5f + 0.25f * c : 1);
        bias = Fill(shape.Channels, c => 0.125f * c - 0.5f);
        x = Fill(shape.Channels, _ => Channel(random));
        dy = Fill(shape.Channels, _ => Fill((int)shape.CountPerChannel, _ => Stored(2 * random.NextDouble() - 1)));
    }

    /// <summary>Runs all four operators on the device.</summary>
    public IEnumerable<SelfTestResult> Run(ComputeDevice device)
    {
        var channels = shape.Channels;
        var references = Array.ConvertAll(x, channel => new DoubleBatchNorm(settings, channel));
        var (saved, running) = (new float[ChannelStatistics.Rows * channels], new float[2 * channels]);
        var (y, dx) = (new byte[Bytes], new byte[Bytes]);
        var affine = new float[2 * channels];
        var (inputs, upstream) = (Pack(x), Pack(dy));
        double forward, backward, inference, backwardInference;
        fixed (float* weights = HasScale ? weight : null, biases = bias, statistics = saved, means = running, parameters = affine)
        fixed (byte* xs = inputs, dys = upstream, ys = y, dxs = dx)
        {
            var record = new ChannelStatistics(statistics, channels);
            var scales = HasScale ? means + channels : null;
            var dweight = HasScale ? parameters : null;
            var dbias = parameters + channels;
            BatchNorm.Forward(settings, shape, type, xs, ys, weights, biases, record, null, 0, device);
            forward = Worst(ys, (c, i) => Output(references[c], c, i));
            var passed = Passed(y);
            var gradients = references.Select((reference, c) => reference.Gradients(passed[c], weight[c])).ToArray();
            BatchNorm.Backward(settings, shape, type, xs, dys, dxs, weights, biases, record, dweight, dbias, 0, device);
            backward = Math.Max(
                Worst(dxs, (c, i) => (gradients[c].Dx[i], GradientSize(references[c], c))),
                WorstWeights(affine, gradients));

            for (var c = 0; c < channels; c++)
            {
                running[c] = record.Mean[c];
                running[channels + c] = settings.Norm == Norm.L2 ? record.Deviation[c] : record.Scale[c] - settings.Epsilon;
            }

            BatchNorm.Inference(settings, shape, type, xs, ys, weights, biases, means, scales, 0, device);
            inference = Worst(ys, (c, i) => Output(references[c], c, i));
            passed = Passed(y);
            gradients = references.Select((reference, c) => reference.Gradients(passed[c], weight[c])).ToArray();
            BatchNorm.BackwardInference(
                settings, shape, type, xs, dys, dxs, weights, biases, means, scales, dweight, dbias, 0, device);
            backwardInference = Math.Max(
                Worst(dxs, (c, i) => (passed[c][i] * weight[c] / references[c].Scale, GradientSize(references[c], c))),
                WorstWeights(affine, gradients));
        }

        return
        [
            Result(Direction.Forward, forward),
            Result(Direction.Backward, backward),
            Result(Direction.Inference, inference),
            Result(Direction.BackwardInference, backwardInference),
        ];
    }

    private bool HasScale => settings.Norm != Norm.Mean;

    private long Bytes => shape.Count * type.Size();

    private SelfTestResult Result(Direction direction, double worst) => new(settings, direction, type, shape, worst, Limit);

    /// <summary>
    /// FP32 arithmetic: half an ulp for storing, and 2^-21 of the terms, which is at most 8 ulp of FP32 (1 ulp of FP16 with room to spare). FP16
    /// arithmetic or accumulators: 2^-7 of the terms, at most 16 ulp of FP16.
    /// </summary>
    private double Limit => settings.Arithmetic == Arithmetic.Float16 || settings.Accumulation == Accumulation.Float16 ? 16
        : type == ElementType.Float16 ? 1 : 8.5;

    /// <summary>What of dy an activation lets pass: the device's own output decides, as it may lie on either side of 0 where the exact one is 0.</summary>
    private double[][] Passed(byte[] output)
    {
        if (settings.Activation == Activation.None)
            return dy;
        fixed (byte* memory = output)
        {
            var y = memory;
            return [.. dy.Select((channel, c) => channel.Select((value, i) => Load(y, Index(c, i)) <= 0 ? 0 : value).ToArray())];
        }
    }

    private (double Value, double Size) Output(DoubleBatchNorm reference, int channel, int position)
    {
        var (value, size) = Normalized(reference, channel, position);
        return (settings.Activation == Activation.Relu ? Math.Max(value, 0) : value, size);
    }

    private (double Value, double Size) Normalized(DoubleBatchNorm reference, int channel, int position)
    {
        var d = x[channel][position] - reference.Mean;
        var size = weight[channel] * (Math.Abs(x[channel][position]) + Math.Abs(reference.Mean)) / reference.Scale + Math.Abs(bias[channel]);
        return (weight[channel] * d / reference.Scale + bias[channel], size);
    }

    private double GradientSize(DoubleBatchNorm reference, int channel) => weight[channel] * dy[channel].Max(Math.Abs) / reference.Scale;

    private double Worst(byte* output, Func<int, int, (double Value, double Size)> expected)
    {
        var worst = 0.0;
        for (var c = 0; c < shape.Channels; c++)
        {
            for (var i = 0; i < shape.CountPerChannel; i++)
            {
                var (value, size) = expected(c, i);
                worst = Larger(worst, Math.Abs(Load(output, Index(c, i)) - value) / Ulp(Math.Max(Math.Abs(value), size)));
            }
        }

        return worst;
    }

    /// <summary>Sums over n elements: their terms are the summands, so the size is that of n of them.</summary>
    private double WorstWeights(float[] affine, (double[] Dx, double Dweight, double Dbias)[] expected)
    {
        var worst = 0.0;
        for (var c = 0; c < shape.Channels; c++)
        {
            var size = Ulp(dy[c].Sum(Math.Abs));
            if (HasScale)
                worst = Larger(worst, Math.Abs(affine[c] - expected[c].Dweight) / size / 4);
            worst = Larger(worst, Math.Abs(affine[shape.Channels + c] - expected[c].Dbias) / size / 4);
        }

        return worst;
    }

    // Not Math.Max alone: an output of NaN must not pass.
    private static double Larger(double worst, double error) => double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);

    private double Ulp(double magnitude) =>
        Math.ScaleB(1, Math.Max(Math.ILogB(magnitude), type == ElementType.Float16 ? -14 : -126) - (type == ElementType.Float16 ? 10 : 23));

    /// <summary>Values in ±4 and a few far larger ones, so that FP16 modes select the same elements; the largest occurs twice.</summary>
    private double[] Channel(Random random)
    {
        var values = Fill((int)shape.CountPerChannel, _ => Stored(8 * random.NextDouble() - 4));
        values[7] = -10;
        values[11] = 14;
        values[15] = 14;
        return values;
    }

    private double Stored(double value) => type == ElementType.Float16 ? (double)(Half)value : (float)value;

    private long Index(int channel, int position)
    {
        if (shape.Layout == ChannelLayout.ChannelsLast)
            return (long)position * shape.Channels + channel;
        var sample = position / shape.Spatial;
        return (sample * shape.Channels + channel) * shape.Spatial + position % shape.Spatial;
    }

    private byte[] Pack(double[][] channels)
    {
        var bytes = new byte[Bytes];
        fixed (byte* memory = bytes)
        {
            for (var c = 0; c < shape.Channels; c++)
            {
                for (var i = 0; i < shape.CountPerChannel; i++)
                {
                    if (type == ElementType.Float16)
                        ((Half*)memory)[Index(c, i)] = (Half)channels[c][i];
                    else
                        ((float*)memory)[Index(c, i)] = (float)channels[c][i];
                }
            }
        }

        return bytes;
    }

    private double Load(byte* memory, long index) => type == ElementType.Float16 ? (double)((Half*)memory)[index] : ((float*)memory)[index];

    private static T[] Fill<T>(int count, Func<int, T> value) => Enumerable.Range(0, count).Select(value).ToArray();
}
