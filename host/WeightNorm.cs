using NormGpu.Host.Cpu;
using NormGpu.Host.Devices;
using NormGpu.Host.Gpu;

namespace NormGpu.Host;

/// <summary>
/// Weight norm on raw memory: w_i = g_i·v_i/norm_p(v_i) for each row i of a weight, p = 1, 2 or ∞; bounded weight norm has one fixed rho in place of g.
/// A row of zeros gives zeros. Source: "Norm matters", section 4. Same input, same device: the same bits, whatever the number of threads.
/// </summary>
public static unsafe partial class WeightNorm
{
    /// <summary>Computes w and keeps the norm of each row. Infinities and NaN stay in their row.</summary>
    /// <param name="norm">L1, L2 or LInf.</param>
    /// <param name="shape">Rows of v and w.</param>
    /// <param name="type">Storage type of v and w. Norms are FP32 in any case.</param>
    /// <param name="v">The weight's direction, (rows, rowLength).</param>
    /// <param name="w">Receives the weight, like v; may be v itself where no gradient is wanted.</param>
    /// <param name="g">The learned norm of each row, (rows) FP32, or null for <paramref name="rho"/>.</param>
    /// <param name="rho">The norm of every row where there is no g; finite, 0 or more.</param>
    /// <param name="statistics">Receives what the backward pass needs.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU. All memory is host memory: other devices get copies.</param>
    /// <exception cref="ArgumentException">The norm, the shape or rho is out of range.</exception>
    public static void Forward(Norm norm, in WeightShape shape, ElementType type, void* v, void* w, float* g, float rho,
        RowStatistics statistics, int threads = 0, ComputeDevice? device = null)
    {
        Check(norm, shape, g == null ? rho : 0);
        if (device?.Gpu is { } gpu)
            GpuWeightNorm.Forward(gpu, norm, shape, type, v, w, g, rho, statistics);
        else
            CpuWeightNorm.Forward(norm, shape, type, v, w, g, rho, statistics, Workers.Count(threads));
    }

    /// <summary>
    /// Gradients of <see cref="Forward"/>: dv = (gain/norm)·(dw − slope·(dw·v)/norm), where slope = d(norm)/dv; dg = (dw·v)/norm; rho is a constant.
    /// A row of zeros gets zeros.
    /// </summary>
    /// <param name="norm">As in the forward pass.</param>
    /// <param name="shape">Rows of v, dw and dv.</param>
    /// <param name="type">Storage type of v, dw and dv.</param>
    /// <param name="v">The forward pass's input.</param>
    /// <param name="dw">Gradient of w.</param>
    /// <param name="dv">Receives the gradient of v; may be dw itself; null where it is not wanted.</param>
    /// <param name="g">As in the forward pass.</param>
    /// <param name="rho">As in the forward pass.</param>
    /// <param name="statistics">What the forward pass left.</param>
    /// <param name="dg">Receives the gradient of g, (rows) FP32, or null.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU. All memory is host memory: other devices get copies.</param>
    /// <exception cref="ArgumentException">The norm, the shape or rho is out of range.</exception>
    public static void Backward(Norm norm, in WeightShape shape, ElementType type, void* v, void* dw, void* dv, float* g, float rho,
        RowStatistics statistics, float* dg, int threads = 0, ComputeDevice? device = null)
    {
        Check(norm, shape, g == null ? rho : 0);
        if (device?.Gpu is { } gpu)
            GpuWeightNorm.Backward(gpu, norm, shape, type, v, dw, dv, g, rho, statistics, dg);
        else
            CpuWeightNorm.Backward(norm, shape, type, v, dw, dv, g, rho, statistics, dg, Workers.Count(threads));
    }

    /// <summary>The norm of each row, without a pass that writes weights.</summary>
    /// <param name="norm">L1, L2 or LInf.</param>
    /// <param name="shape">Rows of v.</param>
    /// <param name="type">Storage type of v.</param>
    /// <param name="v">(rows, rowLength).</param>
    /// <param name="norms">Receives the norms, (rows) FP32.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    /// <exception cref="ArgumentException">The norm or the shape is out of range.</exception>
    public static void RowNorms(Norm norm, in WeightShape shape, ElementType type, void* v, float* norms, int threads = 0)
    {
        Check(norm, shape, 0);
        var statistics = new float[RowStatistics.Values * shape.Rows];
        fixed (float* values = statistics)
            CpuWeightNorm.Forward(norm, shape, type, v, null, null, 0, new RowStatistics(values, shape.Rows), Workers.Count(threads));
        statistics.AsSpan(0, shape.Rows).CopyTo(new Span<float>(norms, shape.Rows));
    }

    /// <summary>rho of bounded weight norm from the initial weight: norm_p(V)/N^(1/p), N rows; p = ∞: max |V|. Source: "Norm matters", section 4.</summary>
    /// <param name="norm">L1, L2 or LInf.</param>
    /// <param name="shape">Rows of v.</param>
    /// <param name="type">Storage type of v.</param>
    /// <param name="v">The initial weight, (rows, rowLength).</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    /// <exception cref="ArgumentException">The norm or the shape is out of range.</exception>
    public static float BoundedRho(Norm norm, in WeightShape shape, ElementType type, void* v, int threads = 0)
    {
        var norms = new float[shape.Rows];
        fixed (float* values = norms)
            RowNorms(norm, shape, type, v, values, threads);
        return CpuWeightNorm.BoundedRho(norm, norms);
    }

    private static void Check(Norm norm, in WeightShape shape, float rho)
    {
        if (norm is not (Norm.L1 or Norm.L2 or Norm.LInf))
            throw new ArgumentException($"Weight norm takes L1, L2 or LInf, not {norm}.");
        if (shape.Rows < 1 || shape.RowLength is < 1 or > int.MaxValue)
            throw new ArgumentException($"The weight has {shape.Rows} rows of {shape.RowLength} elements; 1 to {int.MaxValue} of each are supported.");
        if (!float.IsFinite(rho) || rho < 0)
            throw new ArgumentException($"rho is {rho:R}; it must be a finite number, 0 or more.");
    }
}
