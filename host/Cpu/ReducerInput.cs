using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>What a reducer takes in: loaded as it says, 0 where it reads nothing.</summary>
internal static unsafe class ReducerInput
{
    /// <summary>x − <see cref="IReducer{TSelf, TLane}.Centre"/>, or x as it is, scaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadX<TElement, TLane, TReducer>(in TReducer reducer, void* x, long index)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        if (!TReducer.ReadsX)
            return TLane.Broadcast(0);
        return TReducer.TakesScaledX ? TElement.LoadScaled<TLane>(x, index) : TElement.LoadMinus(x, index, reducer.Centre);
    }

    /// <summary>dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane LoadGradient<TElement, TLane, TReducer>(void* dy, long index)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane> => TReducer.ReadsGradient ? TElement.Load<TLane>(dy, index) : TLane.Broadcast(0);

    /// <summary>The same of two lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadXPair<TElement, TLane, TReducer>(void* x, long index, in HalfConstants<TLane> constants, TLane centre, TLane secondCentre, out TLane first, out TLane second)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        (first, second) = (TLane.Broadcast(0), TLane.Broadcast(0));
        if (TReducer.ReadsX && TReducer.TakesScaledX)
            TElement.LoadScaledPair(x, index, constants, out first, out second);
        else if (TReducer.ReadsX)
            TElement.LoadPairMinus(x, index, constants, centre, secondCentre, out first, out second);
    }

    /// <summary>The same of two lanes of dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadGradientPair<TElement, TLane, TReducer>(void* dy, long index, in HalfConstants<TLane> constants, out TLane first, out TLane second)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        (first, second) = (TLane.Broadcast(0), TLane.Broadcast(0));
        if (TReducer.ReadsGradient)
            TElement.LoadPair(dy, index, constants, out first, out second);
    }

    /// <summary>Some of the elements of a lane, copied from where a whole lane need not exist; the others add nothing.</summary>
    public static (TLane D, TLane Gradient) LoadSome<TElement, TLane, TReducer>(in TReducer reducer, ChannelProblem problem, long index, int count)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>
    {
        var lane = stackalloc byte[PartialLane.WidestLane * sizeof(float)];
        var (d, gradient) = (TLane.Broadcast(0), TLane.Broadcast(0));
        if (TReducer.ReadsX)
        {
            PartialLane.Copy<TElement, TLane>(problem.X, index, count, lane);
            d = TLane.Keep(LoadX<TElement, TLane, TReducer>(reducer, lane, 0), 0, count, reducer.Fill);
        }

        if (TReducer.ReadsGradient)
        {
            PartialLane.Copy<TElement, TLane>(problem.Gradient, index, count, lane);
            gradient = LoadGradient<TElement, TLane, TReducer>(lane, 0);
        }

        return (d, gradient);
    }
}
