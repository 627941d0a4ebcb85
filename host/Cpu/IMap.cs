using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>An element-wise pass over a tensor; the loops around it are written once per layout.</summary>
internal unsafe interface IMap<TSelf, TLane>
    where TSelf : struct, IMap<TSelf, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    /// <summary>Whether it looks at x.</summary>
    static abstract bool ReadsX { get; }

    /// <summary>Whether it looks at dy.</summary>
    static abstract bool ReadsGradient { get; }

    /// <summary>The pass for the channel or channels at <paramref name="channels"/>.</summary>
    static abstract TSelf Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad;

    /// <summary>The output for the lane of inputs from element <paramref name="index"/> on.</summary>
    /// <param name="x">Input, or anything where it reads none.</param>
    /// <param name="dy">Gradient, likewise.</param>
    /// <param name="index">First element.</param>
    TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement;

    /// <summary>The outputs for two lanes of inputs, in the order of <see cref="IElement.LoadPair{TLane}"/>.</summary>
    /// <param name="map">The pass for the first lane.</param>
    /// <param name="second">The pass for the second.</param>
    /// <param name="x">Input, or anything where it reads none.</param>
    /// <param name="dy">Gradient, likewise.</param>
    /// <param name="index">First element.</param>
    /// <param name="constants">Those of the element.</param>
    /// <param name="output">First lane.</param>
    /// <param name="secondOutput">Second lane.</param>
    static abstract void ApplyPair<TElement>(in TSelf map, in TSelf second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement;
}

/// <summary>The pass that applies a formula.</summary>
internal readonly unsafe struct FormulaMap<TFormula, TLane>(TFormula formula, TLane origin, TLane gradientCentre) : IMap<FormulaMap<TFormula, TLane>, TLane>
    where TFormula : struct, IFormula<TFormula, TLane>
    where TLane : struct, ISimdLane<TLane>
{
    private readonly TFormula formula = formula;
    private readonly TLane origin = origin;
    private readonly TLane gradientCentre = gradientCentre;

    public static bool ReadsX => TFormula.ReadsX;

    public static bool ReadsGradient => TFormula.ReadsGradient;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FormulaMap<TFormula, TLane> Start<TElement, TChannels>(ChannelCoefficients coefficients, TChannels channels)
        where TElement : struct, IElement
        where TChannels : struct, IChannelLoad => new(
            TFormula.Start(coefficients, channels), channels.Load<TLane>(coefficients.Origin), TFormula.GradientCentre(coefficients, channels));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Apply<TElement>(void* x, void* dy, long index)
        where TElement : struct, IElement => formula.Apply(
            ReadsX ? TElement.LoadMinus(x, index, origin) : TLane.Broadcast(0),
            ReadsGradient ? TElement.LoadMinus(dy, index, gradientCentre) : TLane.Broadcast(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyPair<TElement>(
        in FormulaMap<TFormula, TLane> map, in FormulaMap<TFormula, TLane> second, void* x, void* dy, long index, in HalfConstants<TLane> constants, out TLane output, out TLane secondOutput)
        where TElement : struct, IElement
    {
        var zero = TLane.Broadcast(0);
        var (d, dOdd, centred, centredOdd) = (zero, zero, zero, zero);
        if (ReadsX)
            TElement.LoadPairMinus(x, index, constants, map.origin, second.origin, out d, out dOdd);
        if (ReadsGradient)
            TElement.LoadPairMinus(dy, index, constants, map.gradientCentre, second.gradientCentre, out centred, out centredOdd);
        (output, secondOutput) = (map.formula.Apply(d, centred), second.formula.Apply(dOdd, centredOdd));
    }
}
