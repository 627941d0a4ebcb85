using NormGpu.Kernels.Lanes;

namespace NormGpu.Kernels.Norms;

/// <summary>A deviation that batch norm divides by: s = C·deviation + eps. Source: Hoffer et al. 2018, "Norm matters", section 3.</summary>
public interface INorm
{
    /// <summary>The name on the command line.</summary>
    static abstract string Name { get; }

    /// <summary>C in s = C·deviation + eps, for <paramref name="count"/> elements a channel. Host only: kernels receive C as an argument.</summary>
    static abstract float Constant(long count);

    /// <summary>s from the deviation.</summary>
    static abstract float Scale(float deviation, float constant, float epsilon);
}

/// <summary>A norm whose deviation is a reduction of one contribution per element.</summary>
public interface IReducingNorm : INorm
{
    /// <summary>What one element adds, from d = x − mean; 0 for d = 0.</summary>
    static abstract TLane Contribution<TLane>(TLane d)
        where TLane : struct, ILane<TLane>;

    /// <summary>Combines two contributions or totals; associative, 0 is its neutral element.</summary>
    static abstract TLane Combine<TLane>(TLane left, TLane right)
        where TLane : struct, ILane<TLane>;

    /// <summary>The deviation from the combined contributions of <paramref name="count"/> elements.</summary>
    static abstract float Finish(float total, long count);
}

/// <summary>A norm whose gradient reaches every element.</summary>
public interface IDenseGradient : IReducingNorm
{
    /// <summary>count/C · ds/dx_i before its mean over the channel is taken out.</summary>
    static abstract TLane Slope<TLane>(TLane d, TLane reciprocalScale)
        where TLane : struct, ILane<TLane>;

    /// <summary>What |slope| cannot exceed in a channel of <paramref name="count"/> elements. Host only.</summary>
    static abstract double LargestSlope(long count);

    /// <summary>Whether the slopes of a channel sum to zero, so that no loop need sum them.</summary>
    static abstract bool SlopesSumToZero { get; }
}

/// <summary>A norm whose deviation is the mean of its largest |d|, and whose gradient reaches those elements alone.</summary>
public interface ISelectingNorm : INorm
{
    /// <summary>How many elements are selected out of <paramref name="count"/>, ties by lowest index.</summary>
    static abstract long Selected(long k, long count);
}
