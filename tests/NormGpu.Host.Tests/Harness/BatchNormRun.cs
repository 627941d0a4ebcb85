using System.Runtime.InteropServices;

namespace NormGpu.Host.Tests.Harness;

/// <summary>How a case is run: what is passed as null, in place, with how many threads, from which address.</summary>
internal sealed record RunOptions(bool Weight = true, bool Bias = true, bool InPlace = false, bool WantDx = true, bool WantParameterGradients = true, int Threads = 2, int Shift = 0, float Factor = 0.1f);

/// <summary>Everything that a backend wrote for one case, in all four directions.</summary>
internal sealed record BatchNormRun(
    int NonFinite, double[][] Y, float[] Mean, float[] Deviation, float[] Scale, float[] Threshold, float[] Ties, float[] RunningMean, float[] RunningScale,
    double[][]? Dx, float[]? Dweight, float[]? Dbias, double[][] InferenceY, double[][]? InferenceDx, float[]? InferenceDweight, float[]? InferenceDbias, byte[] Bits)
{
    /// <summary>Runs forward, backward, inference and its backward; checks that nothing beside the buffers, and no input, was written.</summary>
    public static unsafe BatchNormRun Of(ConformanceBackend backend, BatchNormCase data, RunOptions options)
    {
        var (shape, type) = (data.Shape, data.Precision.Type);
        var settings = data.Precision.Settings(data.Norm, BatchNormCase.Epsilon);
        using var x = new TestTensor(type, shape, options.Shift);
        using var dy = new TestTensor(type, shape, options.Shift);
        using var statistics = new TestVector(ChannelStatistics.Rows * shape.Channels);
        using var weight = new TestVector(data.Weight);
        using var bias = new TestVector(data.Bias);
        using var runningMean = new TestVector(data.RunningMean);
        using var runningScale = new TestVector(data.RunningScale);
        using var givenMean = new TestVector(data.RunningMean);
        using var givenScale = new TestVector(data.RunningScale);
        using var first = new Outputs(data, options);
        using var second = new Outputs(data, options);
        options = options with { Weight = options.Weight && data.Norm.HasScale };
        x.Set(data.X);
        dy.Set(data.Dy);
        var scales = data.Norm.HasScale ? givenScale.Address : null;
        var weights = options.Weight ? weight.Address : null;
        var biases = options.Bias ? bias.Address : null;
        var saved = new ChannelStatistics(statistics.Address, shape.Channels);
        var (untouchedX, untouchedDy) = (x.Bytes.ToArray(), dy.Bytes.ToArray());

        var nonFinite = backend.Forward(settings, shape, type, first.X(x), first.Y.Address, weights, biases, saved, new RunningStatistics(runningMean.Address, data.Norm.HasScale ? runningScale.Address : null, options.Factor), options.Threads);
        backend.Backward(settings, shape, type, x.Address, first.Dy(dy), first.DxAddress, weights, biases, saved, first.DweightAddress, first.DbiasAddress, options.Threads);
        backend.Inference(settings, shape, type, second.X(x), second.Y.Address, weights, biases, givenMean.Address, scales, options.Threads);
        backend.BackwardInference(settings, shape, type, x.Address, second.Dy(dy), second.DxAddress, weights, biases, givenMean.Address, scales, second.DweightAddress, second.DbiasAddress, options.Threads);

        Assert.True(x.Bytes.SequenceEqual(untouchedX), $"{data}: x was written");
        Assert.True(dy.Bytes.SequenceEqual(untouchedDy), $"{data}: dy was written");
        foreach (var vector in new[] { statistics, weight, bias, runningMean, runningScale, givenMean, givenScale })
            vector.Check(data.ToString());
        Assert.Equal(data.Weight, weight.Values.ToArray());
        Assert.Equal(data.Bias, bias.Values.ToArray());
        Assert.Equal(data.RunningMean, givenMean.Values.ToArray());
        Assert.Equal(data.RunningScale, givenScale.Values.ToArray());
        first.Check(data.ToString());
        second.Check(data.ToString());

        var c = shape.Channels;
        var rows = statistics.Values.ToArray();
        byte[] bits = [.. first.Bits(), .. second.Bits(), .. MemoryMarshal.AsBytes(rows.AsSpan()), .. MemoryMarshal.AsBytes(runningMean.Values), .. MemoryMarshal.AsBytes(runningScale.Values)];
        return new BatchNormRun(nonFinite, first.Y.Channels(), rows[..c], rows[c..(2 * c)], rows[(2 * c)..(3 * c)], rows[(3 * c)..(4 * c)], rows[(4 * c)..],
            runningMean.Values.ToArray(), runningScale.Values.ToArray(), first.DxValues, first.DweightValues, first.DbiasValues,
            second.Y.Channels(), second.DxValues, second.DweightValues, second.DbiasValues, bits);
    }

    /// <summary>The output buffers of one forward and one backward pass.</summary>
    private sealed unsafe class Outputs(BatchNormCase data, RunOptions options) : IDisposable
    {
        private readonly TestTensor dx = new(data.Precision.Type, data.Shape, options.Shift);
        private readonly TestVector dweight = new(data.Shape.Channels);
        private readonly TestVector dbias = new(data.Shape.Channels);

        public TestTensor Y { get; } = new(data.Precision.Type, data.Shape, options.Shift);

        public void* DxAddress => options.WantDx ? dx.Address : null;

        public float* DweightAddress => options.WantParameterGradients && data.Norm.HasScale ? dweight.Address : null;

        public float* DbiasAddress => options.WantParameterGradients ? dbias.Address : null;

        public double[][]? DxValues => options.WantDx ? dx.Channels() : null;

        public float[]? DweightValues => options.WantParameterGradients && data.Norm.HasScale ? dweight.Values.ToArray() : null;

        public float[]? DbiasValues => options.WantParameterGradients ? dbias.Values.ToArray() : null;

        /// <summary>Where the pass reads x: in place it is y's own memory.</summary>
        public void* X(TestTensor x) => Source(x, Y);

        /// <summary>Where the pass reads dy: in place it is dx's own memory.</summary>
        public void* Dy(TestTensor dy) => options.WantDx ? Source(dy, dx) : dy.Address;

        public byte[] Bits() => [.. Y.Bytes, .. dx.Bytes, .. MemoryMarshal.AsBytes(dweight.Values), .. MemoryMarshal.AsBytes(dbias.Values)];

        public void Check(string what)
        {
            Y.Check(what);
            dx.Check(what);
            dweight.Check(what);
            dbias.Check(what);
        }

        public void Dispose()
        {
            Y.Dispose();
            dx.Dispose();
            dweight.Dispose();
            dbias.Dispose();
        }

        private void* Source(TestTensor input, TestTensor output)
        {
            if (!options.InPlace)
                return input.Address;
            input.Bytes.CopyTo(output.Bytes);
            return output.Address;
        }
    }
}
