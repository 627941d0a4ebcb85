using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>
/// Training without weight decay that takes the steps of a training with it: each output channel's update is multiplied by norm(w)²/norm(w_WD)², w_WD being
/// the same channel in the recorded run at the end of the epoch before. Source: "Norm matters", eq. 4.
/// </summary>
/// <remarks>
/// The authors' code takes w_WD at the end of the same epoch. Where weight decay makes norms fall, that norm is too small for the steps before it: they come out too
/// long, long steps grow norms, and grown norms lengthen steps. At a high rate that runs away to infinity. The epoch before errs on the other side.
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
    private protected override Tensor Factor(string layer, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var ratio = ChannelNorms.Of(weight) / Recorded(layer, weight, Epoch - 1);
        // A channel that weight decay brought to 0 has no direction to correct.
        return ratio.square().nan_to_num(1, 1, 1).to(weight.dtype).MoveToOuterDisposeScope();
    }
}
