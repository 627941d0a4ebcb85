using ILGPU;

namespace NormGpu.Kernels.Layouts;

/// <summary>Per-channel values in device memory, (rows of <see cref="ChannelRow"/>, stride) row-major.</summary>
/// <param name="values">The values.</param>
/// <param name="stride">Values a row, C or more.</param>
public readonly struct ChannelTable(ArrayView<float> values, int stride)
{
    /// <summary>The values.</summary>
    public ArrayView<float> Values => values;

    /// <summary>Values a row.</summary>
    public int Stride => stride;

    /// <summary>One value; <paramref name="row"/> from <see cref="ChannelRow"/>.</summary>
    public float this[int row, int channel]
    {
        get => Values[row * Stride + channel];
        set => Values[row * Stride + channel] = value;
    }
}

/// <summary>Rows of a <see cref="ChannelTable"/>; the first five are what a forward pass leaves for the backward pass.</summary>
public static class ChannelRow
{
    /// <summary>Mean of the channel.</summary>
    public const int Mean = 0;

    /// <summary>Deviation before the constant; for L2 the biased variance.</summary>
    public const int Deviation = 1;

    /// <summary>s.</summary>
    public const int Scale = 2;

    /// <summary>Smallest selected |x − mean|.</summary>
    public const int Threshold = 3;

    /// <summary>How many elements equal to the threshold are selected.</summary>
    public const int Ties = 4;

    /// <summary>gamma.</summary>
    public const int Weight = 5;

    /// <summary>beta.</summary>
    public const int Bias = 6;

    /// <summary>1/s.</summary>
    public const int Reciprocal = 7;

    /// <summary>gamma/s.</summary>
    public const int Factor = 8;

    /// <summary>mean(dy) − slopeFactor·mean(slope).</summary>
    public const int Offset = 9;

    /// <summary>C·mean(dy·xhat), for selecting norms times count/selected.</summary>
    public const int SlopeFactor = 10;

    /// <summary>Gradient of gamma.</summary>
    public const int WeightGradient = 11;

    /// <summary>Gradient of beta.</summary>
    public const int BiasGradient = 12;

    /// <summary>Rows of the table.</summary>
    public const int Count = 13;
}
