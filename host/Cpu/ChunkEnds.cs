namespace NormGpu.Host.Cpu;

/// <summary>The first smallest and first largest of some values, by index; where one is NaN, that one.</summary>
/// <param name="Smallest">Index of the smallest.</param>
/// <param name="Largest">Index of the largest.</param>
internal readonly unsafe record struct ChunkEnds(long Smallest, long Largest)
{
    /// <summary>The ends of values begin … end − 1, one at least.</summary>
    public static ChunkEnds Of(float* values, long begin, long end)
    {
        var (smallest, largest) = (begin, begin);
        for (var i = begin; i < end; i++)
        {
            if (float.IsNaN(values[i]))
                return new ChunkEnds(i, i);
            if (values[i] < values[smallest])
                smallest = i;
            if (values[i] > values[largest])
                largest = i;
        }

        return new ChunkEnds(smallest, largest);
    }
}
