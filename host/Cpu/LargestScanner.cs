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
