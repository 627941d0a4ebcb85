using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ILGPU.Runtime.CPU.Simulation;

/// <summary>Where the threads of a group, or of a warp, wait for each other and exchange values.</summary>
internal sealed class Meeting
{
    private readonly List<GpuThread> waiting = [];
    private readonly byte[][] slots = [new byte[1024], new byte[1024]];
    private int votes;
    private int side;

    public Meeting(int firstThread, int expected)
    {
        FirstThread = firstThread;
        Expected = expected;
    }

    /// <summary>The first of the threads that have to come; the others follow it.</summary>
    public int FirstThread { get; }

    /// <summary>How many threads have to come.</summary>
    public int Expected { get; }

    /// <summary>The function that the first thread called to get here, as a reader of the kernel would write it.</summary>
    public string Purpose { get; private set; } = "";

    public IReadOnlyList<GpuThread> Waiting => waiting;

    /// <summary>How many threads voted yes, once all have come.</summary>
    public int VotesCounted { get; private set; }

    /// <summary>Records an arrival.</summary>
    /// <returns>True for the last thread: it does not wait, and <paramref name="released"/> gets the others.</returns>
    public bool Arrive(GpuThread thread, string purpose, bool vote, Stack<GpuThread> released)
    {
        if (waiting.Count == 0)
            Purpose = purpose;
        else if (!string.Equals(purpose, Purpose, StringComparison.Ordinal))
            throw new InvalidOperationException($"it came to {purpose} while thread {waiting[0].Index} waits at {Purpose}");

        votes += vote ? 1 : 0;
        if (waiting.Count + 1 < Expected)
        {
            waiting.Add(thread);
            thread.WaitsAt = this;
            return false;
        }
        VotesCounted = votes;
        side ^= 1;
        Release(released);
        return true;
    }

    public void Release(Stack<GpuThread> released)
    {
        foreach (GpuThread thread in waiting)
        {
            thread.WaitsAt = null;
            released.Push(thread);
        }
        waiting.Clear();
        votes = 0;
    }

    /// <summary>Leaves a value for the others to read after the meeting; returns the side to read it from.</summary>
    /// <remarks>The sides alternate, so that a thread that is one meeting ahead does not overwrite what slower ones still have to read.</remarks>
    public int Offer<T>(int slot, T value)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        if (slots[side].Length < Expected * size)
            Array.Resize(ref slots[side], Expected * size);
        MemoryMarshal.Write(slots[side].AsSpan(slot * size), value);
        return side;
    }

    public T Read<T>(int fromSide, int slot)
        where T : unmanaged =>
        MemoryMarshal.Read<T>(slots[fromSide].AsSpan(slot * Unsafe.SizeOf<T>()));
}
