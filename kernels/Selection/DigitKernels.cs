using ILGPU;
using NormGpu.Kernels.Groups;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.Selection;

/// <summary>Arguments of <see cref="DigitKernels"/>.</summary>
/// <param name="grid">How channels are spread over threads; at most <see cref="GroupLimit.Columns"/> columns.</param>
/// <param name="x">Input.</param>
/// <param name="table">Per-channel values: means; receives thresholds and ties.</param>
/// <param name="histogram">Counts of each digit, (channels, 256).</param>
/// <param name="prefix">Digits found so far, (channels).</param>
/// <param name="remaining">How many are still to be selected among those with that prefix, (channels).</param>
/// <param name="selected">How many are to be selected of each channel.</param>
/// <param name="shift">Lowest bit of the digit.</param>
/// <param name="prefixMask">The bits that have been found so far.</param>
public readonly struct DigitArguments(
    ChannelGrid grid,
    ArrayView<Pack> x,
    ChannelTable table,
    ArrayView<int> histogram,
    ArrayView<int> prefix,
    ArrayView<int> remaining,
    int selected,
    int shift,
    int prefixMask)
{
    /// <summary>How channels are spread over threads.</summary>
    public ChannelGrid Grid => grid;

    /// <summary>Input.</summary>
    public ArrayView<Pack> X => x;

    /// <summary>Per-channel values.</summary>
    public ChannelTable Table => table;

    /// <summary>Counts of each digit, (channels, 256).</summary>
    public ArrayView<int> Histogram => histogram;

    /// <summary>Digits found so far.</summary>
    public ArrayView<int> Prefix => prefix;

    /// <summary>How many are still to be selected.</summary>
    public ArrayView<int> Remaining => remaining;

    /// <summary>How many are to be selected of each channel.</summary>
    public int Selected => selected;

    /// <summary>Lowest bit of the digit.</summary>
    public int Shift => shift;

    /// <summary>The bits that have been found so far.</summary>
    public int PrefixMask => prefixMask;
}

/// <summary>
/// Exact selection of the k-th largest |d| of each channel by its 32 bits, a digit of 8 at a time: the bits of floats that are not negative order as the
/// floats do. Counts are integers, so the order of additions is free.
/// </summary>
public static class DigitKernels
{
    private const int Digits = 256;

    /// <summary>What a thread counts before it looks at its group's counts for the first time.</summary>
    private const int FirstLook = 32;

    /// <summary>Sets out with no digit found and nothing counted. One thread a channel.</summary>
    public static void Begin(DigitArguments arguments)
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        arguments.Prefix[channel] = 0;
        arguments.Remaining[channel] = arguments.Selected;
        for (var digit = 0; digit < Digits; digit++)
            arguments.Histogram[channel * Digits + digit] = 0;
    }

    /// <summary>
    /// Counts one digit of all |d| that share the prefix. Grid: tiles × splits groups. Reads x once. Digits too small to be picked may be counted in part:
    /// once a group has counted as many as are still to be selected, what is smaller than all of these is passed over.
    /// </summary>
    public static void Count<TStorage, TLayout, TLane, TRounding>(DigitArguments arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
    {
        var counts = SharedMemory.Allocate<int>(GroupLimit.Columns * Digits);
        var grid = arguments.Grid;
        var place = TLayout.Find(grid, TLane.Width);
        var index = Group.IdxX;
        var threads = Group.DimX;
        for (var i = index; i < grid.Columns * Digits; i += threads)
            counts[i] = 0;
        Group.Barrier();

        if (place.Channel < grid.Channels)
        {
            var mean = TLayout.Load<TLane>(arguments.Table, ChannelRow.Mean, place.Channel);
            var prefix = arguments.Prefix[place.Channel];
            var floor = prefix;
            var counted = 0;
            var highest = 0;
            var nextLook = FirstLook;
            var begin = place.Split * grid.SlotsPerSplit;
            var end = IntrinsicMath.Min(begin + grid.SlotsPerSplit, grid.Slots);
            var run = TLayout.Locate(grid, place.Channel, begin + place.Thread);
            for (var slot = begin + place.Thread; slot < end; slot += grid.Threads, run = TLayout.Advance(grid, place.Channel, slot, run))
            {
                if (run.IsEmpty)
                    continue;
                var d = TLane.Abs(Elementwise.Deviation<TLane, TRounding>(TStorage.Load<TLane>(arguments.X, run.Index), mean));
                // Nearly every lane ends here. NaN goes on: its bits are the largest.
                if (TLane.AllBelow(d, TLane.Broadcast(BitConverter.Int32BitsToSingle(floor))))
                    continue;
                for (var i = run.From; i < run.To && i < TLane.Width; i++)
                {
                    var key = BitConverter.SingleToInt32Bits(TLane.At(d, i));
                    if ((key & arguments.PrefixMask) == prefix && key >= floor)
                    {
                        var digit = (key >> arguments.Shift) & (Digits - 1);
                        Atomic.Add(ref counts[place.Column * Digits + digit], 1);
                        counted++;
                        highest = IntrinsicMath.Max(highest, digit);
                    }
                }

                if (counted >= nextLook)
                {
                    floor = Floor(counts, place.Column * Digits, highest, arguments.Remaining[place.Channel], prefix, arguments.Shift);
                    nextLook = 2 * counted;
                }
            }
        }

        Group.Barrier();
        if (place.Channel < grid.Channels)
        {
            for (var digit = place.Thread; digit < Digits; digit += grid.Threads)
            {
                var count = counts[place.Column * Digits + digit];
                if (count > 0)
                    Atomic.Add(ref arguments.Histogram[place.Channel * Digits + digit], count);
            }
        }
    }

    /// <summary>A bound that no key to be selected is below, after what the group has counted so far; the thread has counted no digit above the highest.</summary>
    private static int Floor(ArrayView<int> counts, int first, int highest, int remaining, int prefix, int shift)
    {
        var reached = 0;
        for (var digit = highest; digit > 0; digit--)
        {
            // Other threads are counting.
            reached += Atomic.Add(ref counts[first + digit], 0);
            if (reached >= remaining)
                return prefix | (digit << shift);
        }

        return prefix;
    }

    /// <summary>Picks each channel's digit from its counts, largest first, and clears them. One thread a channel.</summary>
    public static void Pick(DigitArguments arguments)
    {
        var channel = Grid.GlobalIndex.X;
        if (channel >= arguments.Grid.Channels)
            return;
        var first = channel * Digits;
        var remaining = arguments.Remaining[channel];
        var larger = 0;
        var picked = -1;
        for (var digit = Digits - 1; digit >= 0; digit--)
        {
            var count = arguments.Histogram[first + digit];
            arguments.Histogram[first + digit] = 0;
            if (picked < 0 && larger + count >= remaining)
                picked = digit;
            if (picked < 0)
                larger += count;
        }

        var prefix = arguments.Prefix[channel] | (picked << arguments.Shift);
        arguments.Prefix[channel] = prefix;
        arguments.Remaining[channel] = remaining - larger;
        if (arguments.Shift == 0)
        {
            var table = arguments.Table;
            table[ChannelRow.Threshold, channel] = BitConverter.Int32BitsToSingle(prefix);
            table[ChannelRow.Ties, channel] = remaining - larger;
        }
    }
}
