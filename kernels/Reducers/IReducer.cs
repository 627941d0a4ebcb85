using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Totals;

namespace NormGpu.Kernels.Reducers;

/// <summary>A reduction over the elements of a channel, a lane at a time; the loop around it is written once, in <see cref="ReduceKernel"/>.</summary>
public interface IReducer<TSelf, TLane, TTotals>
    where TSelf : struct, IReducer<TSelf, TLane, TTotals>
    where TLane : struct, IKernelLane<TLane>
    where TTotals : unmanaged, ITotals<TTotals>
{
    /// <summary>Whether it looks at dy.</summary>
    static abstract bool ReadsGradient { get; }

    /// <summary>The empty reduction of a thread's channel or channels.</summary>
    /// <param name="first">x at position 0.</param>
    /// <param name="start">A value of x that this thread will meet.</param>
    /// <param name="table">Per-channel values.</param>
    /// <param name="channel">First channel.</param>
    static abstract TSelf Start<TLayout>(TLane first, TLane start, ChannelTable table, int channel)
        where TLayout : struct, ILayout;

    /// <summary>What stands in x for elements of a partial lane that are not the channel's; chosen so that they add nothing.</summary>
    static abstract TLane Fill(TSelf reducer);

    /// <summary>The reduction with one lane more.</summary>
    /// <param name="reducer">The reduction so far.</param>
    /// <param name="x">Input, filled up with <see cref="Fill"/>.</param>
    /// <param name="dy">Gradient of the output, filled up with 0.</param>
    /// <param name="present">1 for elements of the channel, 0 for filled-up ones.</param>
    static abstract TSelf Add(TSelf reducer, TLane x, TLane dy, TLane present);

    /// <summary>The same reduction, ready for <see cref="ReduceKernel.LanesToSettle"/> lanes more: what was summed plainly so far is put by exactly.</summary>
    static abstract TSelf Settle(TSelf reducer);

    /// <summary>The totals of element <paramref name="index"/> of the lane, settled before.</summary>
    static abstract TTotals Total(TSelf reducer, int index);
}
