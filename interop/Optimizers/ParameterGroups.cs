using static TorchSharp.torch;
using OurConvolution = NormGpu.Torch.Modules.Convolution;
using OurLinear = NormGpu.Torch.Modules.Linear;

namespace NormGpu.Torch;

/// <summary>Splits a model's parameters by what weight decay applies to.</summary>
public static class ParameterGroups
{
    /// <summary>Two groups: weights of convolutions and linear layers, which decay; all other parameters (biases, norms), which do not.</summary>
    /// <param name="model">The model, after any conversion.</param>
    /// <param name="weightDecay">L2 penalty of the first group, 0 or more.</param>
    /// <param name="convolutions">Whether convolutions decay; false leaves linear layers alone in the first group, as the paper's runs without weight decay do.</param>
    public static IReadOnlyList<ParameterGroup> WithWeightDecay(nn.Module model, double weightDecay = 5e-4, bool convolutions = true)
    {
        var decaying = new HashSet<nint>();
        foreach (var module in model.modules().Prepend(model))
        {
            if (module is OurLinear or TorchSharp.Modules.Linear || (convolutions && module is OurConvolution or TorchSharp.Modules.Convolution))
                decaying.Add(module.get_parameter("weight")!.Handle);
        }

        var parameters = model.parameters().ToList();
        return
        [
            new ParameterGroup([.. parameters.Where(p => decaying.Contains(p.Handle))], weightDecay),
            new ParameterGroup([.. parameters.Where(p => !decaying.Contains(p.Handle))], WeightDecay: 0),
        ];
    }
}
