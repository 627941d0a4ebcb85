using static TorchSharp.torch;

namespace NormGpu.Torch.Models;

/// <summary>Residual networks for small images: a 3×3 stem, three stages of doubling channels, global average pool, linear.</summary>
internal static class ResNet
{
    /// <summary>A network of 6·blocks + 2 layers.</summary>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="classes">Logits.</param>
    /// <param name="blocks">Basic blocks a stage.</param>
    /// <param name="stemStride">Stride of the first convolution.</param>
    /// <param name="width">Channels of the stem and of the first stage.</param>
    /// <param name="norm">The norm of every normalization layer.</param>
    public static nn.Module<Tensor, Tensor> Create(long inputChannels, long classes, int blocks, long stemStride, long width, NormOptions norm)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>
        {
            ("conv", ModelParts.Conv(inputChannels, width, 3, stemStride, 1)),
            ("norm", ModelParts.Norm2d(width, norm, Activation.Relu)),
        };
        var channels = width;
        foreach (var (stage, outputs) in new[] { (1, width), (2, 2 * width), (3, 4 * width) })
        {
            for (var block = 0; block < blocks; block++)
            {
                layers.Add(($"stage{stage}_{block}", new BasicBlock(channels, outputs, stage > 1 && block == 0 ? 2 : 1, norm)));
                channels = outputs;
            }
        }

        layers.Add(("pool", HalfLayers.AdaptiveAvgPool2d(1)));
        layers.Add(("flatten", nn.Flatten()));
        layers.Add(("linear", HalfLayers.Linear(channels, classes)));
        return ModelParts.Row([.. layers]);
    }
}
