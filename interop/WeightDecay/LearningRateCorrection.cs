using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>
/// Training without weight decay that takes the steps of a training with it: each output channel's update is multiplied by norm(w)²/norm(w_WD)², w_WD being
/// the same channel in the recorded run at the end of the same epoch. Source: "Norm matters", eq. 4.
/// </summary>
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
    private protected override Tensor Factor(string layer, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var ratio = ChannelNorms.Of(weight) / Recorded(layer, weight);
        // A channel that weight decay brought to 0 has no direction to correct.
        var factor = ratio.square().nan_to_num(1, 1, 1);
        return factor.to(weight.dtype).MoveToOuterDisposeScope();
    }
}
