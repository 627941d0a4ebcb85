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
/// <param name="start">Elements from the lane's first to the first of its segment; negative inside of the segment.</param>
/// <param name="end">Elements from the lane's first to the one past the last of its segment; may lie beyond the lane.</param>
/// <param name="width">Elements a lane.</param>
/// <param name="position">Position inside the channel of the lane's first element; meaningful from <see cref="From"/> on.</param>
public readonly struct Run(long index, int start, int end, int width, int position)
{
    /// <summary>Index of the lane's first element.</summary>
    public long Index => index;

    /// <summary>First element that belongs to the channel.</summary>
    public int From => start > 0 ? start : 0;

    /// <summary>One past the last.</summary>
    public int To => end < width ? end : width;

    /// <summary>Position inside the channel of the lane's first element.</summary>
    public int Position => position;

    /// <summary>Whether no element of the lane belongs to the channel.</summary>
    public bool IsEmpty => start >= width || end <= 0;

    /// <summary>Whether all elements of the lane do.</summary>
    public bool IsWhole => start <= 0 && end >= width;

    /// <summary>Whole lanes from a whole one on, in the same segment.</summary>
    public int WholeLanes => end / width;

    /// <summary>What of the run lies at positions from <paramref name="first"/> up to and without <paramref name="last"/>.</summary>
    public Run Clip(int first, int last)
    {
        var from = first - position;
        var to = last - position;
        return new Run(index, from > start ? from : start, to < end ? to : end, width, position);
    }

    /// <summary>Whether the segment goes on that many elements further on.</summary>
    public bool ReachesBeyond(int elements) => elements < end;

    /// <summary>The run that many elements further on in the same segment.</summary>
    public Run Ahead(int elements) => new(index + elements, start - elements, end - elements, width, position + elements);
}
