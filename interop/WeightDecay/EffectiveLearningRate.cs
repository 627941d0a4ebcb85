namespace NormGpu.Torch;

/// <summary>The effective learning rate of a layer.</summary>
/// <param name="Layer">Path of the layer, as in the state dictionary.</param>
/// <param name="Rate">Mean of eta/norm(w)² over its output channels.</param>
public readonly record struct LayerRate(string Layer, double Rate);

/// <summary>
/// eta/norm(w)²: how far a step of plain gradient descent turns the direction of a normalized weight. A norm behind the layer takes the weight's
/// scale out and divides the gradient by it, so weight decay, which only keeps norm(w) small, acts as a learning rate. Source: "Norm matters", section 2.
/// </summary>
public static class EffectiveLearningRate
{
    /// <summary>The effective learning rate of each normalized layer of a model as it is now.</summary>
    /// <param name="weights">As from <see cref="ChannelNorms.WeightsOf"/>.</param>
    /// <param name="learningRate">eta.</param>
    public static IReadOnlyList<LayerRate> Of(IEnumerable<NormalizedWeight> weights, double learningRate)
    {
        return [.. weights.Select(weight => new LayerRate(weight.Name, Of(ChannelNorms.ValuesOf(weight.Weight), learningRate)))];
    }

    /// <summary>Mean of eta/norm² over a layer's channels; channels of norm 0, which have no direction, are left out.</summary>
    /// <param name="norms">Norm of each output channel.</param>
    /// <param name="learningRate">eta.</param>
    /// <returns>NaN where all norms are 0.</returns>
    public static double Of(IEnumerable<float> norms, double learningRate)
    {
        return norms.Where(norm => norm > 0).Select(norm => learningRate / ((double)norm * norm)).DefaultIfEmpty(double.NaN).Average();
    }
}
