namespace NormGpu.Reference;

/// <summary>The norms of a row.</summary>
public enum RowNorm
{
    /// <summary>sum |v|.</summary>
    L1,

    /// <summary>sqrt(sum v²).</summary>
    L2,

    /// <summary>max |v|.</summary>
    LInf,
}

/// <summary>One row's gradients, with the sizes of the terms that were added.</summary>
/// <param name="Dv">Gradient of v.</param>
/// <param name="Dgain">Gradient of the gain: (dw·v)/norm.</param>
/// <param name="DvTerms">Per element: the terms of dv, each by its absolute value.</param>
/// <param name="DgainTerms">sum |dw·v|/norm.</param>
public sealed record RowGradients(double[] Dv, double Dgain, double[] DvTerms, double DgainTerms);

/// <summary>Weight norm of one row in double, straight from the formulas of "Norm matters", section 4.</summary>
public static class DoubleWeightNorm
{
    /// <summary>The norm of a row.</summary>
    public static double Length(RowNorm norm, double[] v) => norm switch
    {
        RowNorm.L1 => v.Sum(Math.Abs),
        RowNorm.L2 => Math.Sqrt(v.Sum(value => value * value)),
        _ => v.Max(Math.Abs),
    };

    /// <summary>w = gain·v/norm; zeros for a row of zeros.</summary>
    public static double[] Forward(RowNorm norm, double[] v, double gain)
    {
        var length = Length(norm, v);
        return length == 0 ? new double[v.Length] : [.. v.Select(value => gain * value / length)];
    }

    /// <summary>Gradients of <see cref="Forward"/>, each norm as the paper's reader would write it.</summary>
    public static RowGradients Backward(RowNorm norm, double[] v, double[] dw, double gain)
    {
        var length = Length(norm, v);
        var n = v.Length;
        if (length == 0)
            return new RowGradients(new double[n], 0, new double[n], 0);
        var product = v.Zip(dw, (value, gradient) => value * gradient).Sum();
        var products = v.Zip(dw, (value, gradient) => Math.Abs(value * gradient)).Sum();
        var first = Array.FindIndex(v, value => Math.Abs(value) == v.Max(Math.Abs));
        var slopes = new double[n];
        for (var i = 0; i < n; i++)
        {
            slopes[i] = norm switch
            {
                RowNorm.L1 => Math.Sign(v[i]),
                RowNorm.L2 => v[i] / length,
                _ => i == first ? Math.Sign(v[i]) : 0,
            };
        }

        return new RowGradients(
            [.. dw.Select((gradient, i) => gain / length * (gradient - product / length * slopes[i]))],
            product / length,
            [.. dw.Select((gradient, i) => Math.Abs(gain) / length * (Math.Abs(gradient) + products / length * Math.Abs(slopes[i])))],
            products / length);
    }

    /// <summary>norm_p(V)/N^(1/p); p = ∞: max |V|.</summary>
    public static double BoundedRho(RowNorm norm, double[][] rows)
    {
        double[] all = [.. rows.SelectMany(row => row)];
        return norm switch
        {
            RowNorm.L1 => Length(norm, all) / rows.Length,
            RowNorm.L2 => Length(norm, all) / Math.Sqrt(rows.Length),
            _ => Length(norm, all),
        };
    }
}
