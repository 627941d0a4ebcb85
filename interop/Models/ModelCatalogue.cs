using static TorchSharp.torch;

namespace NormGpu.Torch.Models;

/// <summary>The models that come with the project.</summary>
public static class ModelCatalogue
{
    /// <summary>Names that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["lenet", "resnet8", "resnet20", "vgg11"];

    /// <summary>Makes a model with random weights from libtorch's generator.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <param name="imageSize">Height and width of the images, 28 or more.</param>
    /// <param name="classes">Logits.</param>
    /// <param name="norm">The norm of every normalization layer.</param>
    public static nn.Module<Tensor, Tensor> Create(string name, long inputChannels, long imageSize, long classes, NormOptions norm) => throw new NotSupportedException("not written yet");
}
