using NormGpu.Kernels.Lanes;

namespace NormGpu.Kernels.Norms;

/// <summary>
/// A norm of the rows of a weight matrix: w_i = gain_i·v_i/norm(v_i). Contributions and their combination are those of the deviation, of v in place of
/// d = x − mean. Source: "Norm matters", section 4; Salimans and Kingma 2016, "Weight normalization".
/// </summary>
public interface IWeightNorm : IReducingNorm
{
    /// <summary>The norm of a row from its combined contributions.</summary>
    static abstract float Length(float total);

    /// <summary>The same in double.</summary>
    static abstract double Length(double total);

    /// <summary>d(norm)/dv_i; where the largest element alone has one, that of the others: 0.</summary>
    static abstract TLane Direction<TLane>(TLane v, TLane reciprocalNorm)
        where TLane : struct, ILane<TLane>;

    /// <summary>Whether the first of the largest |v_i| alone has a slope, sign(v_i).</summary>
    static abstract bool LargestAlone { get; }

    /// <summary>N^(1/p): norms of N equal rows, taken together, are so many times the norm of one. Host only.</summary>
    static abstract double Together(long rows);
}
