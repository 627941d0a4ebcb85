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

/// <summary>Rows of a <see cref="ChannelTable"/>; the first six are what a forward pass leaves for the backward pass.</summary>
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

    /// <summary>What rounding to FP32 took off the mean.</summary>
    public const int MeanRest = 5;

    /// <summary>gamma.</summary>
    public const int Weight = 6;

    /// <summary>beta.</summary>
    public const int Bias = 7;

    /// <summary>1/s.</summary>
    public const int Reciprocal = 8;

    /// <summary>gamma/s.</summary>
    public const int Factor = 9;

    /// <summary>mean(dy) − slopeFactor·mean(slope).</summary>
    public const int Offset = 10;

    /// <summary>C·mean(dy·xhat), for selecting norms times count/selected.</summary>
    public const int SlopeFactor = 11;

    /// <summary>Gradient of gamma.</summary>
    public const int WeightGradient = 12;

    /// <summary>Gradient of beta.</summary>
    public const int BiasGradient = 13;

    /// <summary>Rows of the table.</summary>
    public const int Count = 14;
}
