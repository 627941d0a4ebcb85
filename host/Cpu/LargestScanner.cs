using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// Forward pass of Top(k): gathers what may be among the k largest |d| of neighbouring channels. Where the room of a channel is full, its k largest stay and its threshold rises.
/// </summary>
/// <remarks>
/// Of a small k and channels that fill lanes, a row holds an element of each channel, so that a lane sorts as many channels as it has. Else those of a channel lie side by side: of a
/// small k in order, so that each raises the threshold at once.
/// </remarks>
internal sealed unsafe class LargestScanner<TLane> : IScanner, IDisposable
    where TLane : struct, ISimdLane<TLane>
{
    /// <summary>Largest k of which a value is put in its place among all others: moving so few costs less than to sort them.</summary>
    private const int MostInOrder = 32;

    /// <summary>Elements that are gathered beyond a larger k before they are sorted.</summary>
    private const int Slack = 64;

    /// <summary>The room of a small k is a multiple of it.</summary>
    private const int RoomStep = 16;

    private readonly int k;
    private readonly int room;
    private readonly bool byRows;
    private readonly bool inOrder;
    private readonly int columns;
    private readonly int channelStride;
    private readonly int rowStride;
    private readonly float* threshold;
    private readonly ScratchMemory memory;
    private readonly float* values;
    private readonly float* sorted;
    private readonly int[] held;
    private int firstChannel;

    /// <summary>A scanner of neighbouring channels.</summary>
    /// <param name="channels">Channels at a time, at most.</param>
    /// <param name="k">Elements that are asked for of each; a channel has as many.</param>
    /// <param name="coefficients">Holds the thresholds.</param>
    public LargestScanner(int channels, long k, ChannelCoefficients coefficients)
    {
        this.k = checked((int)k);
        threshold = coefficients.Threshold;
        byRows = k <= MostInOrder && channels >= TLane.Width;
        inOrder = k <= MostInOrder && !byRows;
        room = k <= MostInOrder ? (this.k + this.k / 2 + RoomStep - 1) / RoomStep * RoomStep : checked(this.k + Slack);
        columns = byRows ? (channels + TLane.Width - 1) / TLane.Width * TLane.Width : channels;
        (channelStride, rowStride) = byRows ? (1, columns) : (room, 1);
        memory = new ScratchMemory(((long)columns * room + MostInOrder * TLane.Width) * sizeof(float));
        values = (float*)memory.Address;
        sorted = values + (long)columns * room;
        held = new int[columns];
    }

    /// <summary>Turns to other channels, as many as it was made for or fewer, each of which has a threshold that k elements or more reach.</summary>
    public void Start(int channel)
    {
        firstChannel = channel;
        Array.Clear(held);
        // What no element fills is among no largest.
        if (byRows)
            new Span<float>(values, columns * room).Clear();
    }

    public void Take(int channel, long index, float d, float dy)
    {
        var i = channel - firstChannel;
        ref var count = ref held[i];
        if (inOrder)
        {
            // A lane may be shown as a whole, whatever its first elements have raised the threshold to.
            if (MathF.Abs(d) < threshold[channel])
                return;
            Insert(new Span<float>(values + (long)i * room, k), ref count, MathF.Abs(d));
            if (count == k)
                RaiseThreshold(i);
            return;
        }

        values[(long)i * channelStride + (long)count * rowStride] = MathF.Abs(d);
        if (++count == room)
            MakeRoom(i);
    }

    /// <summary>Ends the search: then the k largest of each channel stand first, in order.</summary>
    public void Finish(int channels)
    {
        if (byRows)
        {
            for (var i = 0; i < channels; i += TLane.Width)
                SortLane(i);
            return;
        }

        for (var i = 0; i < channels && !inOrder; i++)
            Sort(i);
    }

    /// <summary>One of the k largest of a channel, 0 the largest, after <see cref="Finish"/>.</summary>
    public float Largest(int channel, int place) => values[(long)(channel - firstChannel) * channelStride + (long)place * rowStride];

    /// <summary>How many of a channel's k largest equal the smallest of them.</summary>
    public int Ties(int channel)
    {
        var ties = 1;
        var smallest = Largest(channel, k - 1);
        while (ties < k && Largest(channel, k - 1 - ties) == smallest)
            ties++;
        return ties;
    }

    public void Dispose() => memory.Dispose();

    /// <summary>Puts a value in its place among others, largest first; the smallest falls out where there is no room.</summary>
    private static void Insert(Span<float> largest, ref int count, float value)
    {
        var place = Math.Min(count, largest.Length - 1);
        for (; place > 0 && largest[place - 1] < value; place--)
            largest[place] = largest[place - 1];
        largest[place] = value;
        count = Math.Min(count + 1, largest.Length);
    }

    /// <summary>Leaves a channel, and those that are sorted with it, their k largest.</summary>
    private void MakeRoom(int i)
    {
        var together = byRows ? TLane.Width : 1;
        var first = i - i % together;
        if (byRows)
            SortLane(first);
        else
            Sort(i);
        for (var column = first; column < first + together; column++)
        {
            if (held[column] >= k)
            {
                held[column] = k;
                RaiseThreshold(column);
            }
        }
    }

    /// <summary>Of a channel that holds k: as many as are asked for are as large as the smallest of them, so only a larger one counts.</summary>
    private void RaiseThreshold(int i) => threshold[firstChannel + i] = MathF.BitIncrement(Largest(firstChannel + i, k - 1));

    private void Sort(int i)
    {
        var found = new Span<float>(values + (long)i * room, held[i]);
        found.Sort();
        found.Reverse();
    }

    /// <summary>The same for all channels of a lane.</summary>
    private void SortLane(int first)
    {
        var rows = 0;
        for (var column = first; column < first + TLane.Width; column++)
            rows = Math.Max(rows, held[column]);
        KeptInOrder.Take<TLane>(values + first, rowStride, rows, k, sorted);
        for (var row = 0; row < room; row++)
            TLane.StoreSingle(values + first + row * rowStride, row < k ? TLane.LoadSingle(sorted + row * TLane.Width) : TLane.Broadcast(0));
    }
}
