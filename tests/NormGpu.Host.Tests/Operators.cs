namespace NormGpu.Host.Tests;

/// <summary>What a training step leaves.</summary>
internal sealed record Outcome(
    float[] Y, float[] Dx, float[] Dweight, float[] Dbias, float[] Mean, float[] Scale, float[] RunningMean, float[] RunningScale, int Nonfinite);

/// <summary>The operators called as their users call them, over arrays of floats that are stored as the case says.</summary>
internal static unsafe class Operators
{
    /// <summary>Forward and backward in training.</summary>
    public static Outcome Train(BatchNormSettings settings, ChannelShape shape, ElementType type, float[] x, float[] dy, float[]? weight, float[]? bias,
        float momentum = 0.1f, int threads = 0, bool inPlace = false)
    {
        var channels = shape.Channels;
        var (running, scales) = (new float[channels], Filled(channels, 1));
        var saved = new float[ChannelStatistics.Rows * channels];
        var (dweight, dbias) = (new float[channels], new float[channels]);
        using var input = new Stored(x, type);
        using var output = inPlace ? input : new Stored(new float[x.Length], type);
        using var again = new Stored(x, type);
        using var gradient = new Stored(dy, type);
        using var result = inPlace ? gradient : new Stored(new float[x.Length], type);
        fixed (float* w = weight, b = bias, s = saved, rm = running, rs = scales, dw = dweight, db = dbias)
        {
            var statistics = new ChannelStatistics(s, channels);
            var nonfinite = BatchNorm.Forward(settings, shape, type, input.Address, output.Address, w, b, statistics,
                new RunningStatistics(rm, rs, momentum), threads);
            BatchNorm.Backward(settings, shape, type, again.Address, gradient.Address, result.Address, w, statistics, dw, db, threads);
            return new Outcome(output.ToSingles(), result.ToSingles(), dweight, dbias, saved[..channels], saved[(2 * channels)..(3 * channels)],
                running, scales, nonfinite);
        }
    }

    /// <summary>Forward and backward with given statistics.</summary>
    public static Outcome Evaluate(BatchNormSettings settings, ChannelShape shape, ElementType type, float[] x, float[] dy, float[]? weight, float[]? bias,
        float[] runningMean, float[] runningScale)
    {
        var (dweight, dbias) = (new float[shape.Channels], new float[shape.Channels]);
        using var input = new Stored(x, type);
        using var output = new Stored(new float[x.Length], type);
        using var gradient = new Stored(dy, type);
        using var result = new Stored(new float[x.Length], type);
        fixed (float* w = weight, b = bias, rm = runningMean, rs = runningScale, dw = dweight, db = dbias)
        {
            BatchNorm.Inference(settings, shape, type, input.Address, output.Address, w, b, rm, rs);
            BatchNorm.BackwardInference(settings, shape, type, input.Address, gradient.Address, result.Address, w, rm, rs, dw, db);
        }

        return new Outcome(output.ToSingles(), result.ToSingles(), dweight, dbias, [], [], [], [], 0);
    }

    public static float[] Filled(int count, float value)
    {
        var filled = new float[count];
        Array.Fill(filled, value);
        return filled;
    }
}
