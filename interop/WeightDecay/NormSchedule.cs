using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>
/// A schedule of weight norms in place of one of learning rates: after each step a channel's norm is set to the recorded one of the epoch times a factor, so
/// that eta/norm(w)² falls while eta stays. Source: "Norm matters", section 2.
/// </summary>
/// <param name="record">Of a run whose norms are to be followed.</param>
/// <param name="weights">Of the model in training, with the names of the record.</param>
/// <param name="factor">Of the norm in an epoch, from 1; above 0. As from <see cref="Every"/>.</param>
/// <exception cref="ArgumentException">The record lacks a layer, or has another number of channels.</exception>
public sealed class NormSchedule(ChannelNormRecord record, IEnumerable<NormalizedWeight> weights, Func<int, double> factor) : StepRule(record, weights)
{
    /// <summary>sqrt(10)^(epochs done // epochs): what a rate that falls to a tenth after so many epochs does to eta/norm(w)².</summary>
    public static Func<int, double> Every(int epochs) => epoch => Math.Pow(10, 0.5 * ((epoch - 1) / epochs));

    private protected override void AfterStep(string layer, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var wanted = Recorded(layer, weight, Epoch) * factor(Epoch);
        // A channel of zeros has no direction to give a norm to.
        var change = (wanted / ChannelNorms.Of(weight)).nan_to_num(1, 1, 1);
        weight.mul_(change.to(weight.dtype));
    }
}
