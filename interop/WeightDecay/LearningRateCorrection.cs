using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>
/// Training without weight decay that takes the steps of a training with it: each output channel's update is multiplied by norm(w)²/norm(w_WD)², w_WD being
/// the same channel in the recorded run at the end of the epoch before. Source: "Norm matters", eq. 4.
/// </summary>
/// <remarks>
/// The authors' code takes w_WD at the end of the same epoch, and lets factors grow without limit. Where a channel's steps come out too long, they grow its norm, a grown
/// norm lengthens its steps, and at a high rate that runs away to infinity within an epoch. So the norm before the epoch is taken, which is rather too large
/// under weight decay, and a factor grows at most fourfold within an epoch: then long steps grow the norm alone, which shortens them.
/// </remarks>
/// <example>
/// <code>
/// var weights = ChannelNorms.WeightsOf(model);
/// var rule = new LearningRateCorrection(ChannelNormRecord.Load("channel_norms.json"), weights);
/// var optimizer = new MasterSgd(ParameterGroups.WithWeightDecay(model, 5e-4, convolutions: false), 0.1, rule: rule);
/// rule.Epoch = 1;      // before each epoch
/// </code>
/// </example>
/// <param name="record">Of the run with weight decay.</param>
/// <param name="weights">Of the model in training, with the names of the record.</param>
/// <exception cref="ArgumentException">The record lacks a layer, or has another number of channels.</exception>
public sealed class LearningRateCorrection(ChannelNormRecord record, IEnumerable<NormalizedWeight> weights) : StepRule(record, weights)
{
    /// <summary>By how much a channel's factor may grow within an epoch.</summary>
    public const double MostGrowth = 4;

    private readonly Dictionary<string, (int Epoch, Tensor Factor)> _limits = new(StringComparer.Ordinal);

    private protected override Tensor Factor(string layer, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var ratio = ChannelNorms.Of(weight) / Recorded(layer, weight, Epoch - 1);
        // A channel that weight decay brought to 0 has no direction to correct.
        var factor = ratio.square().nan_to_num(1, 1, 1);
        return minimum(factor, Limit(layer, factor)).to(weight.dtype).MoveToOuterDisposeScope();
    }

    private Tensor Limit(string layer, Tensor factor)
    {
        if (_limits.TryGetValue(layer, out var known) && known.Epoch == Epoch)
            return known.Factor;
        known.Factor?.Dispose();
        var limit = factor.mul(MostGrowth.ToScalar()).DetachFromDisposeScope();
        _limits[layer] = (Epoch, limit);
        return limit;
    }
}
