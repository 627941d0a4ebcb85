using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>What changes the steps of <see cref="MasterSgd"/> for certain weights, from the channel norms of an earlier training.</summary>
/// <remarks>Source: "Norm matters", section 2: weight decay acts on normalized weights through their norm alone, so its effect can be had without it.</remarks>
public abstract class StepRule
{
    private readonly Dictionary<nint, string> _layers;

    private protected StepRule(ChannelNormRecord record, IEnumerable<NormalizedWeight> weights)
    {
        Record = record;
        var all = weights.ToList();
        foreach (var weight in all)
        {
            var channels = record.After(0, weight.Name).Count;
            if (channels != weight.Weight.shape[0])
                throw new ArgumentException($"The record of {weight.Name} has {channels} channels, the weight {weight.Weight.shape[0]}.");
            if (Enumerable.Range(0, record.Epochs + 1).SelectMany(epoch => record.After(epoch, weight.Name)).Any(norm => !float.IsFinite(norm)))
                throw new ArgumentException($"The record of {weight.Name} has norms that are not finite: its training diverged, and cannot be followed.");
        }

        _layers = all.ToDictionary(weight => weight.Weight.Handle, weight => weight.Name);
    }

    /// <summary>The epoch that is trained now, from 1. Set it before each.</summary>
    public int Epoch { get; set; } = 1;

    private protected ChannelNormRecord Record { get; }

    /// <summary>What the update is multiplied with, after momentum: (outputs, 1, …), or null for 1.</summary>
    /// <param name="parameter">The parameter; rules know it by its handle.</param>
    /// <param name="weight">Its values before the step: the master where there is one.</param>
    internal Tensor? Factor(Parameter parameter, Tensor weight) => _layers.TryGetValue(parameter.Handle, out var layer) ? Factor(layer, weight) : null;

    /// <summary>Changes the weight after the step, in place.</summary>
    internal void AfterStep(Parameter parameter, Tensor weight)
    {
        if (_layers.TryGetValue(parameter.Handle, out var layer))
            AfterStep(layer, weight);
    }

    private protected virtual Tensor? Factor(string layer, Tensor weight) => null;

    private protected virtual void AfterStep(string layer, Tensor weight)
    {
    }

    /// <summary>The recorded norms after an epoch, (outputs, 1, …) FP32.</summary>
    private protected Tensor Recorded(string layer, Tensor weight, int epoch)
    {
        long[] perChannel = [weight.shape[0], .. Enumerable.Repeat(1L, weight.shape.Length - 1)];
        return tensor(Record.After(epoch, layer).ToArray()).reshape(perChannel).to(weight.device);
    }
}
