namespace NormGpu.Kernels.Layouts;

/// <summary>What one thread of a launch works on.</summary>
/// <param name="channel">Its first channel; C or more where there is none.</param>
/// <param name="column">Its column inside the group.</param>
/// <param name="split">Its split.</param>
/// <param name="thread">Its number among the threads of its column.</param>
/// <param name="distance">Threads of the group from one thread of a column to the next.</param>
public readonly struct Place(int channel, int column, int split, int thread, int distance)
{
    /// <summary>First channel; C or more where there is none.</summary>
    public int Channel => channel;

    /// <summary>Column inside the group.</summary>
    public int Column => column;

    /// <summary>Split.</summary>
    public int Split => split;

    /// <summary>Number among the threads of the column.</summary>
    public int Thread => thread;

    /// <summary>Threads of the group from one thread of a column to the next.</summary>
    public int Distance => distance;
}

/// <summary>Where one slot lies in the tensor.</summary>
/// <param name="index">Index of the lane's first element, a multiple of the lane's width.</param>
/// <param name="from">First element of the lane that belongs to the channel.</param>
/// <param name="to">One past the last.</param>
/// <param name="position">Position inside the channel of the lane's first element; meaningful from <paramref name="from"/> on.</param>
public readonly struct Run(long index, int from, int to, int position)
{
    /// <summary>Index of the lane's first element.</summary>
    public long Index => index;

    /// <summary>First element that belongs to the channel.</summary>
    public int From => from;

    /// <summary>One past the last.</summary>
    public int To => to;

    /// <summary>Position inside the channel of the lane's first element.</summary>
    public int Position => position;
}
