using static TorchSharp.torch;

namespace NormGpu.Torch.Models;

/// <summary>Residual networks for small images: a 3×3 stem, three stages of 16, 32 and 64 channels, global average pool, linear.</summary>
internal static class ResNet
{
    /// <summary>A network of 6·blocks + 2 layers.</summary>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="classes">Logits.</param>
    /// <param name="blocks">Basic blocks a stage.</param>
    /// <param name="stemStride">Stride of the first convolution.</param>
    /// <param name="norm">The norm of every normalization layer.</param>
    public static nn.Module<Tensor, Tensor> Create(long inputChannels, long classes, int blocks, long stemStride, NormOptions norm)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>
        {
            ("conv", ModelParts.Conv(inputChannels, 16, 3, stemStride, 1)),
            ("norm", ModelParts.Norm2d(16, norm)),
            ("relu", HalfLayers.ReLU()),
        };
        long channels = 16;
        foreach (var (stage, outputs) in new[] { (1, 16L), (2, 32L), (3, 64L) })
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
