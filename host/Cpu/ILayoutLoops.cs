using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>Looks at the few elements whose |d| reaches their channel's threshold.</summary>
internal interface IScanner
{
    /// <summary>Takes one element; may raise the channel's threshold.</summary>
    /// <param name="channel">Channel.</param>
    /// <param name="index">Where the element lies in the tensor, in elements.</param>
    /// <param name="d">x − mean.</param>
    /// <param name="dy">Gradient, or 0 in a forward pass.</param>
    void Take(int channel, long index, float d, float dy);
}

/// <summary>The loops over one memory layout: reduce, map, scan. Groups of channels are what one thread works on.</summary>
internal interface ILayoutLoops
{
    /// <summary>Channels that one job works on together.</summary>
    static abstract int ChannelsPerGroup(in ChannelShape shape);

    /// <summary>The same where a pass works on channels alone for long: best the thread that has them in its cache.</summary>
    static abstract int ChannelsPerKeptGroup(in ChannelShape shape);

    /// <summary>Reduces one block of a group; total t of channel c goes to totals[t·C + c].</summary>
    static abstract unsafe void Reduce<TElement, TLane, TReducer>(ChannelProblem problem, int channel, int channels, long block, double* totals)
        where TElement : struct, IElement
        where TLane : struct, ISumLane<TLane>
        where TReducer : struct, IReducer<TReducer, TLane>;

    /// <summary>Computes the output of one block of a group.</summary>
    static abstract void Map<TElement, TLane, TMap>(ChannelProblem problem, int channel, int channels, long block)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TMap : struct, IMap<TMap, TLane>;

    /// <summary>Shows a scanner the elements of one block of a group that reach their threshold, each channel's in order.</summary>
    static abstract void Scan<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long block, IScanner scanner)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding;

    /// <summary>Raises the thresholds of a group to values that at least k elements of each channel reach, from a first look at some of them.</summary>
    static abstract void RaiseThresholds<TElement, TLane, TRounding>(ChannelProblem problem, int channel, int channels, long k)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding;

    /// <summary>Finds the <see cref="OrderKeys"/> of the smallest and largest of some elements of each channel of a group, and where in begin … end − 1 each stands first.</summary>
    /// <param name="problem">Where they lie.</param>
    /// <param name="channel">First channel of the group.</param>
    /// <param name="channels">How many.</param>
    /// <param name="begin">Position of the first element.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="extremes">Receives the keys and, if wanted, the places.</param>
    static abstract void Extremes<TElement, TPlaces>(ChannelProblem problem, int channel, int channels, long begin, long end, ChannelExtremes extremes)
        where TElement : struct, IElement
        where TPlaces : struct, IPlaces;

    /// <summary>Copies one channel, widened, to contiguous floats in (n, spatial) order.</summary>
    static abstract unsafe void Gather<TElement, TLane>(in ChannelShape shape, void* memory, int channel, float* destination)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>;

    /// <summary>The reverse of <see cref="Gather"/>, rounding to the storage type.</summary>
    static abstract unsafe void Scatter<TElement, TLane>(in ChannelShape shape, float* source, int channel, void* memory)
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>;

    /// <summary>Where element <paramref name="position"/> of a channel lies in memory, in elements.</summary>
    static abstract long Index(in ChannelShape shape, int channel, long position);
}
