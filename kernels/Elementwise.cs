using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels;

/// <summary>The element-wise formulas of batch norm over any lane. Each result is rounded as the arithmetic says.</summary>
public static class Elementwise
{
    /// <summary>d = x − mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Deviation<TLane, TRounding>(TLane x, TLane mean)
        where TLane : struct, ILane<TLane>
        where TRounding : struct, IRounding => TRounding.Round(x - mean);

    /// <summary>y = weight·d/s + bias. FP32: d·factor + bias, which is exactly bias for d = 0.</summary>
    /// <param name="d">x − mean.</param>
    /// <param name="reciprocal">1/s.</param>
    /// <param name="weight">gamma.</param>
    /// <param name="factor">gamma/s.</param>
    /// <param name="bias">beta.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Normalize<TLane, TRounding>(TLane d, TLane reciprocal, TLane weight, TLane factor, TLane bias)
        where TLane : struct, ILane<TLane>
        where TRounding : struct, IRounding
    {
        if (!TRounding.ToHalf)
            return TLane.MultiplyAdd(d, factor, bias);
        var normalized = TRounding.Round(d * reciprocal);
        return TRounding.Round(TRounding.Round(normalized * weight) + bias);
    }

    /// <summary>y = max(0, value); NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Rectify<TLane>(TLane value)
        where TLane : struct, ILane<TLane> => TLane.PassAbove(value, TLane.Broadcast(0), value);

    /// <summary>One element of sum dy·xhat: FP32 leaves the factor 1/s to the end of the sum, FP16 rounds xhat first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane ScaledGradient<TLane, TRounding>(TLane dy, TLane d, TLane reciprocal, TLane total)
        where TLane : struct, ILane<TLane>
        where TRounding : struct, IRounding
    {
        if (!TRounding.ToHalf)
            return TLane.MultiplyAdd(dy, d, total);
        return total + TRounding.Round(dy * TRounding.Round(d * reciprocal));
    }

    /// <summary>dy − offset, the first step of <see cref="Gradient"/>.</summary>
    /// <param name="dy">Gradient of y.</param>
    /// <param name="offset">mean(dy) − slopeFactor·mean(slope).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane CentredGradient<TLane, TRounding>(TLane dy, TLane offset)
        where TLane : struct, ILane<TLane>
        where TRounding : struct, IRounding => TRounding.Round(dy - offset);

    /// <summary>dx = factor·(dy − offset − slope·slopeFactor). Source: reference "Norm matters", the gradient of eq. 5 and its relatives.</summary>
    /// <param name="centred">dy − offset.</param>
    /// <param name="slope">The norm's slope at this element.</param>
    /// <param name="slopeFactor">C·mean(dy·xhat).</param>
    /// <param name="factor">gamma/s.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Gradient<TLane, TRounding>(TLane centred, TLane slope, TLane slopeFactor, TLane factor)
        where TLane : struct, ILane<TLane>
        where TRounding : struct, IRounding
    {
        if (!TRounding.ToHalf)
            return TLane.SubtractProduct(centred, slope, slopeFactor) * factor;
        var sloped = TRounding.Round(centred - TRounding.Round(slope * slopeFactor));
        return TRounding.Round(sloped * factor);
    }
}
