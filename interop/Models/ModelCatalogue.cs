using static TorchSharp.torch;

namespace NormGpu.Torch.Models;

/// <summary>The models that come with the project, for small square images. Initial weights are PyTorch's defaults, from libtorch's generator.</summary>
public static class ModelCatalogue
{
    /// <summary>The smallest image that lenet's and vgg11's pools leave something of.</summary>
    private const long SmallestImage = 16;

    /// <summary>Names that <see cref="Create"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["lenet", "resnet8", "resnet20", "vgg11", "resnet8-narrow"];

    /// <summary>Makes a model: images (N, <paramref name="inputChannels"/>, side, side) to logits (N, <paramref name="classes"/>).</summary>
    /// <param name="name">One of <see cref="Names"/>. resnet8 has a stem of stride 2 and one block a stage, of 16, 32 and 64 channels (resnet8-narrow: half of them); resnet20 a stem of stride 1 and three.</param>
    /// <param name="inputChannels">Channels of the images, 1 or more.</param>
    /// <param name="imageSize">Height and width of the images, 16 or more.</param>
    /// <param name="classes">Logits, 1 or more.</param>
    /// <param name="norm">The norm of every normalization layer.</param>
    /// <exception cref="ArgumentException">No such model, or a number out of its range.</exception>
    public static nn.Module<Tensor, Tensor> Create(string name, long inputChannels, long imageSize, long classes, NormOptions norm)
    {
        if (inputChannels < 1 || classes < 1)
            throw new ArgumentException($"A model needs at least one input channel and one class, not {inputChannels} and {classes}.");
        if (imageSize < SmallestImage)
            throw new ArgumentException($"The images are {imageSize} pixels wide; the models take {SmallestImage} or more.");
        return name switch
        {
            "lenet" => LeNet.Create(inputChannels, imageSize, classes, norm),
            "resnet8" => ResNet.Create(inputChannels, classes, blocks: 1, stemStride: 2, width: 16, norm),
            "resnet8-narrow" => ResNet.Create(inputChannels, classes, blocks: 1, stemStride: 2, width: 8, norm),
            "resnet20" => ResNet.Create(inputChannels, classes, blocks: 3, stemStride: 1, width: 16, norm),
            "vgg11" => Vgg11.Create(inputChannels, classes, norm),
            _ => throw new ArgumentException($"There is no model {name}; the models are {string.Join(", ", Names)}."),
        };
    }
}
