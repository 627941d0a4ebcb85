using NormGpu.Host.Devices;
using NormGpu.Torch.Conversion;
using NormGpu.Torch.Modules;
using static TorchSharp.torch;
using BatchNorm = NormGpu.Torch.Modules.BatchNorm;

namespace NormGpu.Torch;

/// <summary>Replaces the batch norms of a model, and bounds or frees its weights.</summary>
/// <example>
/// <code>
/// var model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU());
/// model.load("trained.dat");
/// var l1 = NormConversion.ConvertBatchNorm(model, Norm.L1);   // same weights, L1 norms
/// var half = HalfPrecision.Convert(l1);                       // the same in FP16
/// var bounded = NormConversion.BoundWeights(model, Norm.L2);  // weights of fixed norm
/// </code>
/// </example>
public static class NormConversion
{
    /// <summary>
    /// Replaces every BatchNorm1d, 2d and 3d, TorchSharp's and ours, by one with another norm. Weight, bias, running mean and the batch counter are carried
    /// over; the running scale is the square root of the running variance. Mean-only takes over bias and running mean alone: weight norm does the rest.
    /// </summary>
    /// <param name="model">A Sequential, or a custom module whose layers are in fields declared as <c>Module&lt;Tensor, Tensor&gt;</c>. Custom modules are changed in place.</param>
    /// <param name="norm">The new norm.</param>
    /// <param name="k">Elements that Top(k) averages.</param>
    /// <param name="arithmetic">Rounding of elementwise results.</param>
    /// <param name="accumulate">Rounding of sums.</param>
    /// <param name="computeDevice">Where the norms are computed; null leaves that as it is: where their inputs lie, for layers that are not ours.</param>
    /// <param name="constant">Which constant C the scale takes.</param>
    /// <returns>The model: the same object, or a new one where it is a Sequential or itself a batch norm. Make the optimizer after this.</returns>
    /// <exception cref="NotSupportedException">A layer cannot be replaced; the message names it.</exception>
    public static nn.Module<Tensor, Tensor> ConvertBatchNorm(nn.Module<Tensor, Tensor> model, Norm norm, int k = 10,
        Arithmetic arithmetic = Arithmetic.Float32, Accumulation accumulate = Accumulation.Float32, ComputeDevice? computeDevice = null,
        NormConstant constant = NormConstant.Paper)
    {
        using var unrecorded = no_grad();
        return (nn.Module<Tensor, Tensor>)new ModuleReplacement((module, _) => Convert(module, Changed)).Run(model);

        BatchNormOptions Changed(BatchNormOptions options) => options with
        {
            Norm = norm,
            K = k,
            Arithmetic = arithmetic,
            Accumulation = accumulate,
            ComputeDevice = computeDevice ?? options.ComputeDevice,
            Constant = constant,
        };
    }

    /// <summary>Gives convolutions and linear layers, TorchSharp's and ours, the weight rho·v/norm(v), rho fixed for each layer by its own weight.</summary>
    /// <param name="model">As in <see cref="ConvertBatchNorm"/>.</param>
    /// <param name="norm">L1, L2 or LInf, of each output's weight.</param>
    /// <param name="where">Which of them, by their path in the model; null for all.</param>
    /// <returns>The model: the same object, or a new one where it is a Sequential or itself a layer. Make the optimizer after this, without weight decay.</returns>
    /// <exception cref="ArgumentException">A weight is all zeros or of another type than float16 and float32, or the norm is another one.</exception>
    /// <exception cref="NotSupportedException">A layer cannot be replaced; the message names it.</exception>
    public static nn.Module<Tensor, Tensor> BoundWeights(nn.Module<Tensor, Tensor> model, Norm norm, Func<string, bool>? where = null)
        => NormalizeLayers(model, where, layer => new BoundedWeightNorm(layer, norm, rho: null));

    /// <summary>Gives convolutions and linear layers the weight g·v/norm(v), g learned for each output. Arguments and result as in <see cref="BoundWeights"/>.</summary>
    /// <inheritdoc cref="BoundWeights"/>
    public static nn.Module<Tensor, Tensor> NormalizeWeights(nn.Module<Tensor, Tensor> model, Norm norm, Func<string, bool>? where = null)
        => NormalizeLayers(model, where, layer => new WeightNorm(layer, norm));

    /// <summary>Replaces every layer with a normalized weight by a plain one with the weight as it is now: the same outputs, for inference and export.</summary>
    /// <param name="model">As in <see cref="ConvertBatchNorm"/>.</param>
    /// <returns>The model: the same object, or a new one where it is a Sequential or itself such a layer.</returns>
    /// <exception cref="NotSupportedException">A layer cannot be replaced; the message names it.</exception>
    public static nn.Module<Tensor, Tensor> BakeWeights(nn.Module<Tensor, Tensor> model)
        => (nn.Module<Tensor, Tensor>)new ModuleReplacement((module, _) => (module as NormalizedLayer)?.Bake()).Run(model);

    private static nn.Module<Tensor, Tensor> NormalizeLayers(nn.Module<Tensor, Tensor> model, Func<string, bool>? where, Func<nn.Module<Tensor, Tensor>, NormalizedLayer> wrap)
    {
        return (nn.Module<Tensor, Tensor>)new ModuleReplacement((module, path) =>
            NormalizedLayer.Accepts(module) && (where is null || where(path)) ? wrap((nn.Module<Tensor, Tensor>)module) : null).Run(model);
    }

    private static BatchNorm? Convert(nn.Module module, Func<BatchNormOptions, BatchNormOptions> change)
    {
        if (BatchNormSnapshot.Of(module) is not { } snapshot)
            return null;
        var changed = change(snapshot.Options);
        return module is BatchNorm && changed == snapshot.Options ? null : snapshot.Restore(changed);
    }
}
