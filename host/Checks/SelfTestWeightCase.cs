using NormGpu.Host.Devices;

namespace NormGpu.Host.Checks;

/// <summary>Weight norm of one norm, storage type, shape and kind of gain: both its operators on data of its own.</summary>
/// <param name="norm">L1, L2 or LInf.</param>
/// <param name="type">Storage type.</param>
/// <param name="shape">Rows of the weight.</param>
/// <param name="learned">Whether each row has a gain, or all have one rho.</param>
internal sealed unsafe class SelfTestWeightCase(Norm norm, ElementType type, WeightShape shape, bool learned)
{
    private const float Rho = 0.7f;

    /// <summary>Runs both operators on the device.</summary>
    public IEnumerable<SelfTestResult> Run(ComputeDevice device)
    {
        var random = new Random(20180305);
        var (v, dw) = (Values(random), Values(random));
        var gains = new float[shape.Rows];
        for (var row = 0; row < shape.Rows; row++)
            gains[row] = learned ? 0.5f + 0.25f * row : Rho;
        var g = learned ? gains : null;
        var (w, dv, dg) = type == ElementType.Float16
            ? Compute(device, Array.ConvertAll(v, value => (Half)value), Array.ConvertAll(dw, value => (Half)value), g, value => (double)value)
            : Compute(device, Array.ConvertAll(v, value => (float)value), Array.ConvertAll(dw, value => (float)value), g, value => value);

        var (forward, backward) = (0.0, 0.0);
        for (var row = 0; row < shape.Rows; row++)
        {
            var (first, length) = (row * (int)shape.RowLength, (int)shape.RowLength);
            var expected = new DoubleRow(norm, v.AsSpan(first, length), dw.AsSpan(first, length), gains[row]);
            for (var i = 0; i < length; i++)
            {
                forward = Larger(forward, Math.Abs(w[first + i] - expected.W[i]) / Ulp(expected.W[i], type));
                backward = Larger(backward, Math.Abs(dv[first + i] - expected.Dv[i]) / Ulp(expected.DvTerms[i], type));
            }

            // dg is stored in FP32 whatever v is.
            if (learned)
                backward = Larger(backward, Math.Abs(dg[row] - expected.Dg) / Ulp(expected.DgTerms, ElementType.Float32) / 8.5 * Limit);
        }

        var settings = new BatchNormSettings(norm);
        var channels = new ChannelShape(1, shape.Rows, shape.RowLength, ChannelLayout.ChannelsFirst);
        return
        [
            new SelfTestResult(settings, Direction.WeightForward, type, channels, forward, Limit),
            new SelfTestResult(settings, Direction.WeightBackward, type, channels, backward, Limit),
        ];
    }

    /// <summary>Half an ulp for storing, and 2^-21 of the terms, which is at most 8 ulp of FP32 (1 ulp of FP16 with room to spare).</summary>
    private double Limit => type == ElementType.Float16 ? 1 : 8.5;

    private (double[] W, double[] Dv, float[] Dg) Compute<T>(ComputeDevice device, T[] v, T[] dw, float[]? g, Converter<T, double> widen)
        where T : unmanaged
    {
        var (w, dv, dg) = (new T[shape.Count], new T[shape.Count], new float[shape.Rows]);
        var statistics = new float[RowStatistics.Values * shape.Rows];
        WeightNorm.Forward<T>(norm, shape, v, w, g, Rho, statistics, 0, device);
        WeightNorm.Backward<T>(norm, shape, v, dw, dv, g, Rho, statistics, dg, 0, device);
        return (Array.ConvertAll(w, widen), Array.ConvertAll(dv, widen), dg);
    }

    /// <summary>Values in ±4 that the type holds; two of each row are equally large, so that the first of them counts.</summary>
    private double[] Values(Random random)
    {
        var values = new double[shape.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = i % shape.RowLength is 7 or 11 ? 6 : 8 * random.NextDouble() - 4;
            values[i] = type == ElementType.Float16 ? (double)(Half)value : (float)value;
        }

        return values;
    }

    private static double Ulp(double magnitude, ElementType type) => Math.ScaleB(
        1, Math.Max(Math.ILogB(magnitude), type == ElementType.Float16 ? -14 : -126) - (type == ElementType.Float16 ? 10 : 23));

    // Not Math.Max alone: an output of NaN must not pass.
    private static double Larger(double worst, double error) => double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
}

/// <summary>Weight norm of one row in double, written apart from the kernels, straight from the formulas of "Norm matters", section 4.</summary>
internal sealed class DoubleRow
{
    public DoubleRow(Norm norm, ReadOnlySpan<double> v, ReadOnlySpan<double> dw, double gain)
    {
        double[] size = [.. v];
        for (var i = 0; i < size.Length; i++)
            size[i] = Math.Abs(size[i]);
        var length = norm switch
        {
            Norm.L1 => size.Sum(),
            Norm.L2 => Math.Sqrt(size.Sum(value => value * value)),
            _ => size.Max(),
        };
        var first = Array.IndexOf(size, size.Max());
        var (product, products) = (0.0, 0.0);
        for (var i = 0; i < size.Length; i++)
        {
            product += v[i] * dw[i];
            products += Math.Abs(v[i] * dw[i]);
        }

        (W, Dv, DvTerms) = (new double[size.Length], new double[size.Length], new double[size.Length]);
        for (var i = 0; i < size.Length; i++)
        {
            var slope = norm switch
            {
                Norm.L1 => Math.Sign(v[i]),
                Norm.L2 => v[i] / length,
                _ => i == first ? Math.Sign(v[i]) : 0,
            };
            W[i] = gain * v[i] / length;
            Dv[i] = gain / length * (dw[i] - product / length * slope);
            DvTerms[i] = gain / length * (Math.Abs(dw[i]) + products / length * Math.Abs(slope));
        }

        Dg = product / length;
        DgTerms = products / length;
    }

    /// <summary>gain·v/norm.</summary>
    public double[] W { get; }

    /// <summary>Gradient of v.</summary>
    public double[] Dv { get; }

    /// <summary>The terms of dv, each by its absolute value.</summary>
    public double[] DvTerms { get; }

    /// <summary>Gradient of the gain.</summary>
    public double Dg { get; }

    /// <summary>The terms of dg, likewise.</summary>
    public double DgTerms { get; }
}
