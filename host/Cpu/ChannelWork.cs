using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>What is computed per channel, in double.</summary>
internal interface IChannelWork
{
    /// <summary>Does it for as many channels as a lane has elements.</summary>
    /// <param name="channel">The first.</param>
    void Run<TDoubles>(int channel)
        where TDoubles : struct, IDoubleLane<TDoubles>;
}

/// <summary>Runs work on neighbouring channels: eight side by side, and one by one what is left. One by one, divisions wait for each other.</summary>
internal static class ChannelWork
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TWork>(in TWork work, int channel, int channels)
        where TWork : struct, IChannelWork
    {
        var past = channel + channels;
        for (; channel <= past - DoubleLane8.Width; channel += DoubleLane8.Width)
            work.Run<DoubleLane8>(channel);
        for (; channel < past; channel++)
            work.Run<DoubleLane>(channel);
    }
}
