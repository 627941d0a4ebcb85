using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>Forward pass of Top(k): feeds each channel's |d| to its selector and lifts the threshold as the selector learns.</summary>
internal sealed unsafe class LargestScanner(int channels, long k, ChannelCoefficients coefficients) : IScanner
{
    private readonly LargestSelector[] selectors = CreateSelectors(channels, k);
    private int firstChannel;

    public LargestSelector this[int channel] => selectors[channel - firstChannel];

    /// <summary>Turns to other channels, as many as it was made for or fewer; takes over their thresholds.</summary>
    public void Start(int channel, int count)
    {
        firstChannel = channel;
        for (var i = 0; i < count; i++)
            selectors[i].Clear(coefficients.Threshold[channel + i]);
    }

    public void Take(int channel, long position, float d, float dy)
    {
        var selector = this[channel];
        selector.Add(MathF.Abs(d));
        coefficients.Threshold[channel] = selector.Threshold;
    }

    private static LargestSelector[] CreateSelectors(int channels, long k)
    {
        var created = new LargestSelector[channels];
        for (var i = 0; i < channels; i++)
            created[i] = new LargestSelector(k);
        return created;
    }
}

/// <summary>One element that the deviation was taken from.</summary>
/// <param name="Position">Index inside the channel.</param>
/// <param name="Gradient">dy there.</param>
/// <param name="Sign">Sign of x − mean.</param>
internal readonly record struct SelectedElement(long Position, float Gradient, float Sign);

/// <summary>Backward pass of selecting norms: finds again the elements that the forward pass selected, ties by lowest index.</summary>
internal sealed unsafe class SelectedScanner : IScanner
{
    /// <summary>Places that a list has from the beginning, at most.</summary>
    private const long MostReserved = 64;

    private readonly int firstChannel;
    private readonly ChannelStatistics statistics;
    private readonly List<SelectedElement>[] selected;
    private readonly float[] tiesLeft;

    /// <summary>A scanner for a group of channels.</summary>
    /// <param name="firstChannel">First channel of the group.</param>
    /// <param name="channels">How many.</param>
    /// <param name="count">Elements that the forward pass selected of each.</param>
    /// <param name="statistics">What it recorded.</param>
    public SelectedScanner(int firstChannel, int channels, long count, ChannelStatistics statistics)
    {
        this.firstChannel = firstChannel;
        this.statistics = statistics;
        selected = new List<SelectedElement>[channels];
        tiesLeft = new float[channels];
        for (var i = 0; i < channels; i++)
        {
            selected[i] = new List<SelectedElement>((int)Math.Min(count, MostReserved));
            tiesLeft[i] = statistics.Ties[firstChannel + i];
        }
    }

    /// <summary>The elements of each channel of the group.</summary>
    public List<SelectedElement>[] Found => selected;

    public void Take(int channel, long position, float d, float dy)
    {
        if (MathF.Abs(d) == statistics.Threshold[channel] && tiesLeft[channel - firstChannel]-- <= 0)
            return;
        selected[channel - firstChannel].Add(new SelectedElement(position, dy, FloatLane.Sign(new FloatLane(d)).Value));
    }
}
