namespace NormGpu.Kernels.Totals;

/// <summary>A sum and what rounding took from it.</summary>
/// <param name="value">The sum, rounded.</param>
/// <param name="rest">What the roundings took.</param>
public readonly struct Sum(float value, float rest) : ITotals<Sum>
{
    /// <summary>The sum, rounded.</summary>
    public float Value => value;

    /// <summary>What the roundings took.</summary>
    public float Rest => rest;

    /// <summary>The sum with what the roundings took, of an infinite one the infinity: its rest is no number.</summary>
    public float Rounded => Value - Value == 0 ? Value + Rest : Value;

    /// <inheritdoc/>
    public static Sum Combine(Sum left, Sum right)
    {
        var total = left.Value + right.Value;
        var added = total - left.Value;
        return new(total, left.Rest + right.Rest + (left.Value - (total - added) + (right.Value - added)));
    }

    /// <summary>start + sum/count. In double: the sum may be far larger than the result.</summary>
    public double MeanFrom(float start, float count) => start + ((double)Value + Rest) / count;
}
