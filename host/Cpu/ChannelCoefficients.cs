using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace NormGpu.Host.Cpu;

/// <summary>
/// One value a channel for each factor that the loops need, as rows of memory. Rows are padded to whole lanes, so that a lane along channels
/// may load past the last channel.
/// </summary>
/// <remarks>Fields, not properties: the JIT inlines only so many calls into a loop that it is not told to inline, and properties count.</remarks>
internal sealed unsafe class ChannelCoefficients : IDisposable
{
    private const int Rows = 18;

    /// <summary>The first rows, which begin at 0. The others have any content until they are set: all cores are about to write to their own parts of them.</summary>
    private const int RowsFromZero = 6;

    /// <summary>First element of the channel, later its mean: what is taken off x.</summary>
    public readonly float* Centre;

    /// <summary>What rounding to FP32 took off the mean.</summary>
    public readonly float* CentreRest;

    /// <summary>What normalizing takes off x: the mean, or 0 where that is multiplied out (<see cref="Folding"/>).</summary>
    public readonly float* Origin;

    /// <summary>mean(dy) − slopeFactor·mean(slope).</summary>
    public readonly float* Offset;

    /// <summary>Smallest |d| that a selecting norm looks at.</summary>
    public readonly float* Threshold;

    /// <summary>1 where a channel may take the folded map, else 0.</summary>
    public readonly float* Folds;

    /// <summary>1/s.</summary>
    public readonly float* Reciprocal;

    /// <summary>gamma.</summary>
    public readonly float* Weight;

    /// <summary>gamma/s.</summary>
    public readonly float* Factor;

    /// <summary>beta.</summary>
    public readonly float* Bias;

    /// <summary>C·mean(dy·xhat).</summary>
    public readonly float* SlopeFactor;

    /// <summary>No element read or written next is larger in magnitude; infinite where that is not known.</summary>
    public readonly float* Bound;

    /// <summary>What it adds last: beta, or beta − mean·gamma/s where that is multiplied out.</summary>
    public readonly float* Shift;

    /// <summary>What a gradient in FP32 subtracts from dy·gamma/s: see its formula; in L1 what it subtracts above the mean.</summary>
    public readonly float* Subtrahend;

    /// <summary>In L1 the same at the mean.</summary>
    public readonly float* SubtrahendAt;

    /// <summary>In L1 the same below the mean.</summary>
    public readonly float* SubtrahendBelow;

    /// <summary>Tells which halves are above the mean; see <see cref="Kernels.Float16.HalfBits.LimitAbove"/>.</summary>
    public readonly float* Limit;

    /// <summary>gamma/s·slopeFactor/s, the factor of x in the gradient of L2.</summary>
    public readonly float* XFactor;

    private readonly ScratchMemory scratch;

    public ChannelCoefficients(int channels)
    {
        var stride = (channels + PartialLane.WidestLane - 1L) / PartialLane.WidestLane * PartialLane.WidestLane;
        scratch = new ScratchMemory(stride * Rows * sizeof(float));
        var memory = (float*)scratch.Address;
        NativeMemory.Clear(memory, (nuint)(stride * RowsFromZero * sizeof(float)));
        // A lane past the last channel should not compute with subnormal numbers.
        for (var row = RowsFromZero; row < Rows; row++)
            new Span<float>(memory + row * stride + channels, (int)(stride - channels)).Clear();
        Centre = memory;
        CentreRest = memory + stride;
        Origin = memory + 2 * stride;
        Offset = memory + 3 * stride;
        Threshold = memory + 4 * stride;
        Folds = memory + 5 * stride;
        Reciprocal = memory + 6 * stride;
        Weight = memory + 7 * stride;
        Factor = memory + 8 * stride;
        Bias = memory + 9 * stride;
        SlopeFactor = memory + 10 * stride;
        Bound = memory + 11 * stride;
        Shift = memory + 12 * stride;
        Subtrahend = memory + 13 * stride;
        SubtrahendAt = memory + 14 * stride;
        SubtrahendBelow = memory + 15 * stride;
        Limit = memory + 16 * stride;
        XFactor = memory + 17 * stride;
    }

    /// <summary>Whether every channel of a group may take the folded map.</summary>
    public bool AllFold(int channel, int channels) => TensorPrimitives.Min(new ReadOnlySpan<float>(Folds + channel, channels)) > 0;

    /// <summary>Whether every channel of a group stays below a limit.</summary>
    public bool Bounded(int channel, int channels, float limit) => TensorPrimitives.Max(new ReadOnlySpan<float>(Bound + channel, channels)) < limit;

    /// <summary>Whether what is taken off x is finite in every channel of a group.</summary>
    public bool HasFiniteCentres(int channel, int channels) => float.IsFinite(TensorPrimitives.MaxMagnitude(new ReadOnlySpan<float>(Centre + channel, channels)));

    /// <summary>Sets what is taken off x to the means of neighbouring channels.</summary>
    public void SetCentres(int channel, int channels, ChannelStatistics statistics)
    {
        new ReadOnlySpan<float>(statistics.Mean + channel, channels).CopyTo(new Span<float>(Centre + channel, channels));
        new ReadOnlySpan<float>(statistics.MeanRest + channel, channels).CopyTo(new Span<float>(CentreRest + channel, channels));
    }

    /// <summary>Sets the factors that follow from the scales of neighbouring channels; their centres must stand already.</summary>
    /// <param name="channel">First channel.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="scale">s of all channels.</param>
    /// <param name="weight">gamma of all channels, or null for 1.</param>
    /// <param name="bias">beta of all channels, or null for 0.</param>
    public void SetAffine(int channel, int channels, float* scale, float* weight, float* bias)
    {
        var weights = Of(Weight);
        var biases = Of(Bias);
        var scales = new ReadOnlySpan<float>(scale + channel, channels);
        if (weight == null)
            weights.Fill(1);
        else
            new ReadOnlySpan<float>(weight + channel, channels).CopyTo(weights);
        if (bias == null)
            biases.Clear();
        else
            new ReadOnlySpan<float>(bias + channel, channels).CopyTo(biases);
        TensorPrimitives.Reciprocal(scales, Of(Reciprocal));
        TensorPrimitives.Divide(weights, scales, Of(Factor));
        Of(Centre).CopyTo(Of(Origin));
        biases.CopyTo(Of(Shift));

        Span<float> Of(float* row) => new(row + channel, channels);
    }

    public void Dispose() => scratch.Dispose();
}
