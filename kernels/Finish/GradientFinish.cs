using ILGPU;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Finish;

/// <summary>Arguments of <see cref="GradientFinish.Prepare"/> and its relative.</summary>
/// <param name="table">Per-channel values.</param>
/// <param name="channels">C.</param>
/// <param name="epsilon">Added to the scale.</param>
public readonly struct PrepareArguments(ChannelTable table, int channels, float epsilon)
{
    /// <summary>Per-channel values.</summary>
    public ChannelTable Table => table;

    /// <summary>C.</summary>
    public int Channels => channels;

    /// <summary>Added to the scale.</summary>
    public float Epsilon => epsilon;
}

/// <summary>Arguments of <see cref="GradientFinish.Selecting"/>.</summary>
/// <param name="sums">The second stage's usual arguments; its constant already holds C·count/selected.</param>
/// <param name="signs">Sum of signs of the selected elements, (channels).</param>
public readonly struct SelectingFinishArguments(FinishArguments<SelectionSums> sums, ArrayView<int> signs)
{
    /// <summary>The second stage's usual arguments.</summary>
    public FinishArguments<SelectionSums> Sums => sums;

    /// <summary>Sum of signs of the selected elements.</summary>
    public ArrayView<int> Signs => signs;
}

/// <summary>Second stage of the gradients: one thread a channel combines its splits in order and records dweight, dbias and the coefficients of dx.</summary>
public static class GradientFinish
{
    /// <summary>The factors that follow from scales and weights which came from elsewhere.</summary>
    public static void Prepare(PrepareArguments arguments)
    {
        var channel = Grid.GlobalIndex.X;
        if (channel < arguments.Channels)
            ChannelResult.SetAffine(arguments.Table, channel);
    }

    /// <summary>The same from running statistics, which stand in the row of deviations; C is in them.</summary>
    public static void PrepareConstant<TNorm>(PrepareArguments arguments)
        where TNorm : struct, INorm
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Channels)
            return;
        var table = arguments.Table;
        table[ChannelRow.Scale, channel] = TNorm.Scale(table[ChannelRow.Deviation, channel], 1f, arguments.Epsilon);
        table[ChannelRow.Offset, channel] = 0f;
        ChannelResult.SetAffine(table, channel);
    }

    /// <summary>A norm whose gradient reaches every element.</summary>
    public static void Dense<TNorm, TRounding>(FinishArguments<GradientSums> arguments)
        where TNorm : struct, IDenseGradient
        where TRounding : struct, IRounding
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var sums = arguments.Combine(channel);
        var table = arguments.Table;
        var products = Products<TRounding>(table, channel, sums.Products, sums.Gradients);
        ChannelResult.RecordWeights(table, channel, products, sums.Gradients);
        var slopeFactor = arguments.Constant * (products / arguments.Count);
        table[ChannelRow.SlopeFactor, channel] = slopeFactor;
        table[ChannelRow.Offset, channel] = sums.Gradients / arguments.Count - slopeFactor * (sums.Slopes / arguments.Count);
    }

    /// <summary>A norm whose gradient reaches the selected elements.</summary>
    public static void Selecting<TRounding>(SelectingFinishArguments arguments)
        where TRounding : struct, IRounding
    {
        var channel = Grid.GlobalIndex.X;
        if (channel < arguments.Sums.Grid.Channels)
            RecordSelecting<TRounding>(arguments.Sums, channel, arguments.Signs[channel]);
    }

    /// <summary>A norm with slopes ±1 at few elements, as many of either sign.</summary>
    public static void Few<TRounding>(FinishArguments<SelectionSums> arguments)
        where TRounding : struct, IRounding
    {
        var channel = Grid.GlobalIndex.X;
        if (channel < arguments.Grid.Channels)
            RecordSelecting<TRounding>(arguments, channel, 0);
    }

    /// <summary>Constant statistics: only weight and bias have gradients beside dx.</summary>
    public static void Constant<TRounding>(FinishArguments<GradientSums> arguments)
        where TRounding : struct, IRounding
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var sums = arguments.Combine(channel);
        ChannelResult.RecordWeights(arguments.Table, channel, Products<TRounding>(arguments.Table, channel, sums.Products, sums.Gradients), sums.Gradients);
    }

    private static void RecordSelecting<TRounding>(FinishArguments<SelectionSums> arguments, int channel, int signs)
        where TRounding : struct, IRounding
    {
        var sums = arguments.Combine(channel);
        var count = arguments.Count;
        var table = arguments.Table;
        // The large parts cancel first, then what rounding took from them counts.
        var products = Products<TRounding>(table, channel, sums.Products.Value, sums.Gradients);
        products += TRounding.ToHalf ? sums.Products.Rest : sums.Products.Rest / table[ChannelRow.Scale, channel];
        ChannelResult.RecordWeights(table, channel, products, sums.Gradients);
        var slopeFactor = arguments.Constant * (products / count);
        table[ChannelRow.SlopeFactor, channel] = slopeFactor;
        table[ChannelRow.Offset, channel] = sums.Gradients / count - slopeFactor * (signs / count);
    }

    /// <summary>Sum of dy·xhat: FP32 arithmetic left what the mean's rounding took, and the division by s, to the end.</summary>
    private static float Products<TRounding>(ChannelTable table, int channel, float products, float gradients)
        where TRounding : struct, IRounding => TRounding.ToHalf
            ? products
            : (products - table[ChannelRow.MeanRest, channel] * gradients) / table[ChannelRow.Scale, channel];
}
