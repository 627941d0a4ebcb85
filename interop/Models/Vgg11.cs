using static TorchSharp.torch;

namespace NormGpu.Torch.Models;

/// <summary>VGG-11 with batch norm, for small images. Source: Simonyan and Zisserman 2014, configuration A; one linear layer as usual for 32×32 images.</summary>
internal static class Vgg11
{
    private const int Pool = -1;

    private static readonly int[] Plan = [64, Pool, 128, Pool, 256, 256, Pool, 512, 512, Pool, 512, 512];

    /// <summary>Eight 3×3 convolutions with four pools between them, global average pool, linear.</summary>
    public static nn.Module<Tensor, Tensor> Create(long inputChannels, long classes, NormOptions norm)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        var channels = inputChannels;
        var (convolutions, pools) = (0, 0);
        foreach (var step in Plan)
        {
            if (step == Pool)
            {
                layers.Add(($"pool{++pools}", HalfLayers.MaxPool2d(2)));
                continue;
            }

            layers.Add(($"conv{++convolutions}", ModelParts.Conv(channels, step, 3, padding: 1)));
            layers.Add(($"norm{convolutions}", ModelParts.Norm2d(step, norm, Activation.Relu)));
            channels = step;
        }

        layers.Add(("pool", HalfLayers.AdaptiveAvgPool2d(1)));
        layers.Add(("flatten", nn.Flatten()));
        layers.Add(("linear", HalfLayers.Linear(channels, classes)));
        return ModelParts.Row([.. layers]);
    }
}
