using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;

namespace NormGpu.Host.Cpu;

/// <summary>The CPU backend of <see cref="WeightNorm"/>. A weight is a batch of one sample whose channels are the rows, with means of 0.</summary>
internal static unsafe class CpuWeightNorm
{
    public static void Forward(Norm norm, in WeightShape shape, ElementType type, void* v, void* w, float* g, float rho, RowStatistics statistics, int threads)
    {
        using var coefficients = new ChannelCoefficients(shape.Rows);
        var problem = new ChannelProblem(Channels(shape), type, v, null, w, coefficients);
        CpuDispatch.Run(new WeightNormForwardPass(norm, problem, new RowGain(g, rho), statistics, threads), type, Arithmetic.Float32, problem.Loops);
    }

    public static void Backward(Norm norm, in WeightShape shape, ElementType type, void* v, void* dw, void* dv, float* g, float rho, RowStatistics statistics, float* dg, int threads)
    {
        using var coefficients = new ChannelCoefficients(shape.Rows);
        var problem = new ChannelProblem(Channels(shape), type, v, dw, dv, coefficients);
        CpuDispatch.Run(new WeightNormBackwardPass(norm, problem, new RowGain(g, rho), statistics, dg, threads), type, Arithmetic.Float32, problem.Loops);
    }

    /// <summary>norm_p(V)/N^(1/p) from the norms of the rows.</summary>
    public static float BoundedRho(Norm norm, ReadOnlySpan<float> norms) => norm switch
    {
        Norm.L1 => BoundedRho<L1>(norms),
        Norm.L2 => BoundedRho<L2>(norms),
        _ => BoundedRho<LInf>(norms),
    };

    private static float BoundedRho<TNorm>(ReadOnlySpan<float> norms)
        where TNorm : struct, IWeightNorm
    {
        // The norm of the norms is the norm of all.
        var total = TNorm.Contribution(new DoubleLane(norms[0]));
        foreach (var length in norms[1..])
            total = TNorm.Combine(total, TNorm.Contribution(new DoubleLane(length)));
        return (float)(TNorm.Length(total.Value) / TNorm.Together(norms.Length));
    }

    private static ChannelShape Channels(in WeightShape shape) => new(1, shape.Rows, shape.RowLength, ChannelLayout.ChannelsFirst);
}

/// <summary>The norm that rows get: g of each, or one rho.</summary>
/// <param name="g">(rows), or null.</param>
/// <param name="rho">In place of g.</param>
internal readonly unsafe struct RowGain(float* g, float rho)
{
    public float this[int row] => g == null ? rho : g[row];
}
