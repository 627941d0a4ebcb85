using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using OurConvolution = NormGpu.Torch.Modules.Convolution;

namespace NormGpu.Torch;

/// <summary>A weight whose scale a norm behind it takes out, so that only its direction counts.</summary>
/// <param name="Name">Path of the layer, as in the state dictionary.</param>
/// <param name="Weight">(outputs, …).</param>
public sealed record NormalizedWeight(string Name, Parameter Weight);

/// <summary>L2 norms of weights, one for each output channel. Source: "Norm matters", section 2.</summary>
public static class ChannelNorms
{
    /// <summary>The convolutions of a model, TorchSharp's and ours, in its order: in networks with batch norm, the weights whose scale has no effect.</summary>
    /// <param name="model">The model, after any conversion. Where other layers are normalized, name their weights yourself.</param>
    public static IReadOnlyList<NormalizedWeight> WeightsOf(nn.Module model)
    {
        return
        [
            .. model.named_modules()
                .Where(part => part.module is OurConvolution or Conv1d or Conv2d or Conv3d)
                .Select(part => new NormalizedWeight(part.name, part.module.get_parameter("weight")!)),
        ];
    }

    /// <summary>The norm of each output channel as a tensor that multiplies with the weight: (outputs, 1, …) FP32. Half weights are widened first.</summary>
    public static Tensor Of(Tensor weight)
    {
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        using var wide = weight.detach().to(ScalarType.Float32);
        long[] perChannel = [weight.shape[0], .. Enumerable.Repeat(1L, weight.shape.Length - 1)];
        return wide.reshape(weight.shape[0], -1).norm(1).reshape(perChannel).MoveToOuterDisposeScope();
    }

    /// <summary>The norm of each output channel.</summary>
    public static float[] ValuesOf(Tensor weight)
    {
        using var norms = Of(weight);
        using var near = norms.cpu();
        return MemoryMarshal.Cast<byte, float>(near.bytes).ToArray();
    }
}
