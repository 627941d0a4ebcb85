using NormGpu.Torch.Conversion;
using NormGpu.Torch.Modules;
using static TorchSharp.torch;
using TorchModules = TorchSharp.Modules;

namespace NormGpu.Torch;

/// <summary>Turns a whole model to FP16.</summary>
/// <example>
/// <code>
/// var model = HalfPrecision.Convert(NormConversion.ConvertBatchNorm(network, Norm.L1));
/// using var optimizer = new MasterSgd(ParameterGroups.WithWeightDecay(model, 5e-4), learningRate: 0.1);
/// var scaler = new GradScaler();
/// foreach (var (images, labels) in batches)
/// {
///     using var scope = NewDisposeScope();
///     optimizer.zero_grad();
///     var loss = HalfPrecision.CrossEntropy(model.call(images.to(float16)), labels);
///     scaler.Scale(loss).backward();
///     scaler.Step(optimizer);
///     scaler.Update();
/// }
/// </code>
/// </example>
public static class HalfPrecision
{
    private static readonly string[] RandomLayers = ["Dropout", "RReLU", "Fractional"];

    /// <summary>
    /// Casts a model to FP16. Convolutions, linear layers, ReLU, pools and other layers without parameters become layers of <see cref="HalfLayers"/>, as libtorch's do not work on half CPU
    /// tensors; batch norms become (or stay) ours, with weight, bias and statistics in FP32. Other modules are cast as they are.
    /// </summary>
    /// <param name="model">A Sequential, or a custom module whose layers are in fields declared as <c>Module&lt;Tensor, Tensor&gt;</c>. Custom modules are changed in place.</param>
    /// <returns>The model: the same object, or a new one where it is a Sequential or itself replaced. Make the optimizer after this: parameters are new objects.</returns>
    /// <exception cref="NotSupportedException">A layer cannot be replaced; the message names it.</exception>
    public static nn.Module<Tensor, Tensor> Convert(nn.Module<Tensor, Tensor> model)
    {
        var replaced = (nn.Module<Tensor, Tensor>)new ModuleReplacement(Replace).Run(model);
        return TorchSharp.ModuleExtensionMethods.to(replaced, ScalarType.Float16);
    }

    /// <summary>Mean cross entropy, computed in FP32 and an FP32 scalar in every case.</summary>
    /// <param name="logits">(N, classes), float16 or float32.</param>
    /// <param name="targets">(N) int64.</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets)
    {
        if (logits.dtype != ScalarType.Float16)
            return nn.functional.cross_entropy(logits, targets);
        using var wide = logits.to(ScalarType.Float32);
        return nn.functional.cross_entropy(wide, targets);
    }

    /// <summary>Whether a layer of TorchSharp is a plain function of its input: no parameters, no parts, nothing drawn at random.</summary>
    private static bool IsFunction(nn.Module<Tensor, Tensor> layer)
    {
        var type = layer.GetType();
        return Equals(type.Assembly, typeof(nn.Module).Assembly)
            && layer is not (TorchModules.Sequential or TorchModules.Flatten)
            && !layer.named_children().Any() && !layer.parameters().Any() && !layer.buffers().Any()
            && !RandomLayers.Any(part => type.Name.Contains(part, StringComparison.Ordinal));
    }

    private static nn.Module? Replace(nn.Module module, string path)
    {
        try
        {
            using var unrecorded = no_grad();
            return module switch
            {
                TorchModules.Conv1d or TorchModules.Conv2d or TorchModules.Conv3d => Convolution.From((TorchModules.Convolution)module),
                TorchModules.Linear linear => new Linear(linear),
                TorchModules.ReLU => new ReLU(),
                TorchModules.BatchNorm1d or TorchModules.BatchNorm2d or TorchModules.BatchNorm3d when BatchNormSnapshot.Of(module) is { } snapshot => snapshot.Restore(snapshot.Options),
                nn.Module<Tensor, Tensor> layer when IsFunction(layer) => new Widened(layer),
                _ => null,
            };
        }
        catch (NotSupportedException error)
        {
            throw new NotSupportedException($"{path} ({module.GetType().Name}) cannot be converted: {error.Message}.", error);
        }
    }
}
