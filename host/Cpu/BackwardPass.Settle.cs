using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <content>What follows from the sums of a channel.</content>
internal sealed unsafe partial class BackwardPass
{
    /// <summary>Stores dweight and dbias of a lane of channels; returns mean(dy) and mean(dy·xhat).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (TDoubles MeanGradient, TDoubles MeanProduct) FinishWeights<TRounding, TDoubles>(int channel, TDoubles gradients, TDoubles products)
        where TRounding : struct, IRounding
        where TDoubles : struct, IDoubleLane<TDoubles>
    {
        if (!TRounding.ToHalf)
            products /= TDoubles.LoadSingle(statistics.Scale + channel);
        if (dweight != null)
            TDoubles.StoreSingle(dweight + channel, products);
        if (dbias != null)
            TDoubles.StoreSingle(dbias + channel, gradients);
        var elements = TDoubles.Fill(count);
        return (gradients / elements, products / elements);
    }

    /// <summary>gamma/s of a lane of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TDoubles Factor<TDoubles>(int channel)
        where TDoubles : struct, IDoubleLane<TDoubles> => TDoubles.LoadSingle(problem.Coefficients.Weight + channel) / TDoubles.LoadSingle(statistics.Scale + channel);

    /// <summary>Sets what the formula of a lane of channels needs, and extends what bounds dy to dx.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prepare<TFormula, TLane, TDoubles>(int channel, TDoubles offset, TDoubles slopeFactor, TDoubles slopes)
        where TFormula : struct, IGradientFormula<TFormula, TLane>
        where TLane : struct, ISimdLane<TLane>
        where TDoubles : struct, IDoubleLane<TDoubles>
    {
        var coefficients = problem.Coefficients;
        TDoubles.StoreSingle(coefficients.Offset + channel, offset);
        TFormula.Prepare(coefficients, channel, offset, slopeFactor);
        var peak = TDoubles.LoadSingle(coefficients.Bound + channel);
        var output = TDoubles.Abs(TDoubles.LoadSingle(coefficients.Factor + channel)) * (peak + TDoubles.Abs(offset) + slopes);
        TDoubles.StoreSingle(coefficients.Bound + channel, TDoubles.Max(peak, output));
        for (var c = channel; c < channel + TDoubles.Width; c++)
            coefficients.Folds[c] = TFormula.PrepareFolded(coefficients, c) ? 1 : 0;
    }

    /// <summary>Of a norm whose gradient reaches every element.</summary>
    private readonly struct DenseSettlement<TNorm, TRounding, TFormula, TLane>(BackwardPass pass, PartialTotals totals) : IChannelWork
        where TNorm : struct, IDenseGradient
        where TRounding : struct, IRounding
        where TFormula : struct, IGradientFormula<TFormula, TLane>
        where TLane : struct, ISimdLane<TLane>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TDoubles>(int channel)
            where TDoubles : struct, IDoubleLane<TDoubles>
        {
            var (meanGradient, meanProduct) = pass.FinishWeights<TRounding, TDoubles>(
                channel, TDoubles.LoadDouble(totals.Total(0) + channel), TDoubles.LoadDouble(totals.Total(1) + channel));
            var slopeFactor = TDoubles.Broadcast(pass.constant) * meanProduct;
            var meanSlope = TDoubles.LoadDouble(totals.Total(2) + channel) / TDoubles.Fill(pass.count);
            var largest = TDoubles.Abs(slopeFactor) * TDoubles.Fill(TNorm.LargestSlope(pass.count));
            pass.Prepare<TFormula, TLane, TDoubles>(channel, meanGradient - slopeFactor * meanSlope, slopeFactor, largest);
        }
    }

    /// <summary>Of a norm whose gradient reaches few elements; their offsets are those of <paramref name="gradient"/>, which hold the sums of the slopes' signs before.</summary>
    private readonly struct SparseSettlement<TRounding, TFormula, TLane>(BackwardPass pass, double* gradients, double* products, SparseGradient gradient, long share) : IChannelWork
        where TRounding : struct, IRounding
        where TFormula : struct, IGradientFormula<TFormula, TLane>
        where TLane : struct, ISimdLane<TLane>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<TDoubles>(int channel)
            where TDoubles : struct, IDoubleLane<TDoubles>
        {
            var (meanGradient, meanProduct) = pass.FinishWeights<TRounding, TDoubles>(
                channel, TDoubles.LoadDouble(gradients + channel), products == null ? TDoubles.Fill(0) : TDoubles.LoadDouble(products + channel));
            var elements = TDoubles.Fill(pass.count);
            var slopeFactor = TDoubles.Broadcast(pass.constant) * meanProduct * elements / TDoubles.Fill(share);
            var offset = meanGradient - slopeFactor * TDoubles.LoadDouble(gradient.Offsets + channel) / elements;
            TDoubles.StoreDouble(gradient.SlopeFactors + channel, slopeFactor);
            TDoubles.StoreDouble(gradient.Offsets + channel, offset);
            TDoubles.StoreDouble(gradient.Factors + channel, pass.Factor<TDoubles>(channel));
            pass.Prepare<TFormula, TLane, TDoubles>(channel, offset, TDoubles.Fill(0), TDoubles.Fill(0));
        }
    }
}
