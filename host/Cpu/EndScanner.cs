namespace NormGpu.Host.Cpu;

/// <summary>
/// Finds where chunks have their ends. A scan shows it what lies at least as far from the middle of the chunk as its nearer end; few elements do, and
/// rounding, which keeps order, loses neither end.
/// </summary>
internal sealed unsafe class EndScanner<TElement, TLayout>(ChannelProblem problem, int firstChannel, int channels) : IScanner
    where TElement : struct, IElement
    where TLayout : struct, ILayoutLoops
{
    private readonly float[] smallest = new float[channels];
    private readonly float[] largest = new float[channels];
    private readonly bool[] seeksSmallest = new bool[channels];
    private readonly bool[] seeksLargest = new bool[channels];

    /// <summary>What was found, channel by channel: signs are those of the gradient.</summary>
    public List<SelectedElement>[] Found { get; } = [.. Enumerable.Range(0, channels).Select(_ => new List<SelectedElement>())];

    /// <summary>Begins a chunk of a channel.</summary>
    public void Start(int channel, float chunkSmallest, float chunkLargest)
    {
        var c = channel - firstChannel;
        (smallest[c], largest[c]) = (chunkSmallest, chunkLargest);
        // The two ends of a chunk of constants are one element, whose slopes cancel. NaN has no ends.
        seeksSmallest[c] = seeksLargest[c] = chunkSmallest < chunkLargest;
    }

    /// <summary>Prepares the scan of a block, given which ends of the chunk it holds.</summary>
    /// <returns>Whether there is anything to find.</returns>
    public bool Aim(int channel, bool holdsSmallest, bool holdsLargest)
    {
        var c = channel - firstChannel;
        var isWorthwhile = (holdsSmallest && seeksSmallest[c]) || (holdsLargest && seeksLargest[c]);
        var middle = 0.5f * smallest[c] + 0.5f * largest[c];
        problem.Coefficients.Centre[channel] = middle;
        problem.Coefficients.Threshold[channel] = isWorthwhile ? MathF.Min(largest[c] - middle, middle - smallest[c]) : float.PositiveInfinity;
        return isWorthwhile;
    }

    public void Take(int channel, long position, float d, float dy)
    {
        var c = channel - firstChannel;
        var x = TElement.LoadOne(problem.X, TLayout.Index(problem.Shape, channel, position));
        if (seeksLargest[c] && x == largest[c])
        {
            seeksLargest[c] = false;
            Found[c].Add(new SelectedElement(position, dy, 1));
        }
        else if (seeksSmallest[c] && x == smallest[c])
        {
            seeksSmallest[c] = false;
            Found[c].Add(new SelectedElement(position, dy, -1));
        }

        if (!seeksSmallest[c] && !seeksLargest[c])
            problem.Coefficients.Threshold[channel] = float.PositiveInfinity;
    }
}
