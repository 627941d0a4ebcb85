using static TorchSharp.torch;

namespace NormGpu.Torch.Models;

/// <summary>LeNet-5 with max pools, ReLU and batch norm. Source: LeCun et al. 1998, "Gradient-based learning applied to document recognition".</summary>
internal static class LeNet
{
    /// <summary>Two 5×5 convolutions (6, 16 channels), linear layers of 120, 84 and <paramref name="classes"/>.</summary>
    public static nn.Module<Tensor, Tensor> Create(long inputChannels, long imageSize, long classes, NormOptions norm)
    {
        // The first convolution keeps the size, the pools halve it, the second convolution takes 4 off.
        var side = ((imageSize / 2) - 4) / 2;
        return ModelParts.Row(
            ("conv1", ModelParts.Conv(inputChannels, 6, 5, padding: 2)),
            ("norm1", ModelParts.Norm2d(6, norm, Activation.Relu)),
            ("pool1", HalfLayers.MaxPool2d(2)),
            ("conv2", ModelParts.Conv(6, 16, 5)),
            ("norm2", ModelParts.Norm2d(16, norm, Activation.Relu)),
            ("pool2", HalfLayers.MaxPool2d(2)),
            ("flatten", nn.Flatten()),
            ("linear3", HalfLayers.Linear(16 * side * side, 120, bias: false)),
            ("norm3", ModelParts.Norm1d(120, norm, Activation.Relu)),
            ("linear4", HalfLayers.Linear(120, 84, bias: false)),
            ("norm4", ModelParts.Norm1d(84, norm, Activation.Relu)),
            ("linear5", HalfLayers.Linear(84, classes)));
    }
}
