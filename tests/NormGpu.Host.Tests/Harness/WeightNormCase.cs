using System.Runtime.InteropServices;
using NormGpu.Host.Devices;
using NormGpu.Reference;

namespace NormGpu.Host.Tests.Harness;

/// <summary>What weight norm wrote for one case.</summary>
internal sealed record WeightNormRun(double[][] W, float[] Norms, double[][] Dv, float[] Dg, byte[] Bits);

/// <summary>One weight matrix with its gradient, row by row, exact in the case's storage type.</summary>
internal sealed unsafe class WeightNormCase
{
    private readonly Norm norm;
    private readonly ElementType type;
    private readonly WeightShape shape;
    private readonly float[]? gains;
    private readonly float rho = 0.75f;

    private WeightNormCase(Norm norm, ElementType type, WeightShape shape, bool learned)
    {
        (this.norm, this.type, this.shape) = (norm, type, shape);
        gains = learned ? new float[shape.Rows] : null;
        V = new double[shape.Rows][];
        Dw = new double[shape.Rows][];
    }

    public double[][] V { get; }

    public double[][] Dw { get; }

    public RowNorm Formula => Enum.Parse<RowNorm>(norm.ToString());

    /// <summary>Random rows of different spread.</summary>
    public static WeightNormCase Random(Norm norm, ElementType type, WeightShape shape, bool learned, int seed = 1)
    {
        var result = new WeightNormCase(norm, type, shape, learned);
        for (var row = 0; row < shape.Rows; row++)
        {
            var random = new Random(unchecked(seed * 7919 + row));
            var spread = Math.ScaleB(1, random.Next(-5, 3));
            result.V[row] = [.. Enumerable.Range(0, (int)shape.RowLength).Select(_ => BatchNormCase.Stored(type, spread * BatchNormCase.Normal(random)))];
            result.Dw[row] = [.. result.V[row].Select(_ => BatchNormCase.Stored(type, BatchNormCase.Normal(random)))];
            if (result.gains is { } g)
                g[row] = (float)(BatchNormCase.Normal(random) + 2);
        }

        return result;
    }

    /// <summary>Runs both directions and judges every number.</summary>
    public void Check(int threads, ComputeDevice? device = null) => Judge(Run(threads, device: device));

    public float BoundedRho()
    {
        using var v = new TestTensor(type, Channels, 0);
        v.Set(V);
        return WeightNorm.BoundedRho(norm, shape, type, v.Address);
    }

    /// <summary>Runs both directions; checks that nothing beside the buffers, and no input, was written.</summary>
    public WeightNormRun Run(int threads, bool inPlace = false, ComputeDevice? device = null)
    {
        using var v = new TestTensor(type, Channels, 0);
        using var w = new TestTensor(type, Channels, 0);
        using var dw = new TestTensor(type, Channels, 0);
        using var dv = new TestTensor(type, Channels, 0);
        using var g = new TestVector(gains ?? new float[shape.Rows]);
        using var dg = new TestVector(shape.Rows);
        using var saved = new TestVector(RowStatistics.Values * shape.Rows);
        v.Set(V);
        dw.Set(Dw);
        dv.Set(Dw);
        w.Set(V);
        var statistics = new RowStatistics(saved.Address, shape.Rows);
        var gain = gains is null ? null : g.Address;
        var (untouchedV, untouchedDw) = (v.Bytes.ToArray(), dw.Bytes.ToArray());
        WeightNorm.Forward(norm, shape, type, inPlace ? w.Address : v.Address, w.Address, gain, rho, statistics, threads, device);
        WeightNorm.Backward(norm, shape, type, v.Address, inPlace ? dv.Address : dw.Address, dv.Address, gain, rho, statistics, dg.Address, threads, device);
        Assert.True(v.Bytes.SequenceEqual(untouchedV) && dw.Bytes.SequenceEqual(untouchedDw), $"{this}: an input was written");
        foreach (var tensor in new[] { v, w, dw, dv })
            tensor.Check(ToString());
        foreach (var vector in new[] { g, dg, saved })
            vector.Check(ToString());
        byte[] bits = [.. w.Bytes, .. dv.Bytes, .. MemoryMarshal.AsBytes(dg.Values), .. MemoryMarshal.AsBytes(saved.Values)];
        return new WeightNormRun(w.Channels(), saved.Values[..shape.Rows].ToArray(), dv.Channels(), dg.Values.ToArray(), bits);
    }

    public void Judge(WeightNormRun run)
    {
        for (var row = 0; row < shape.Rows; row++)
        {
            var gain = gains?[row] ?? rho;
            var length = DoubleWeightNorm.Length(Formula, V[row]);
            var w = DoubleWeightNorm.Forward(Formula, V[row], gain);
            var gradients = DoubleWeightNorm.Backward(Formula, V[row], Dw[row], gain);
            Near(length, run.Norms[row], Tolerance.RowNorm(length), $"norm of row {row}");
            Near(gradients.Dgain, run.Dg[row], Tolerance.RowGain(gradients), $"dg of row {row}");
            for (var i = 0; i < w.Length; i++)
            {
                Near(w[i], run.W[row][i], Tolerance.Rounding(type, w[i], run.W[row][i]) + Tolerance.Row(Math.Abs(w[i])), $"w[{row}, {i}]");
                Near(gradients.Dv[i], run.Dv[row][i], Tolerance.Rounding(type, gradients.Dv[i], run.Dv[row][i]) + Tolerance.Row(gradients.DvTerms[i]), $"dv[{row}, {i}]");
            }
        }
    }

    public override string ToString() => $"{norm} {type} {shape}";

    private ChannelShape Channels => new(1, shape.Rows, shape.RowLength, ChannelLayout.ChannelsFirst);

    private void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{this}: {what} is {actual:R}, the reference has {expected:R}, at most {tolerance:G3} apart");
}
