using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Data;

/// <summary>Grey images and their labels, as bytes.</summary>
/// <param name="Size">Height and width in pixels; images are square.</param>
/// <param name="Pixels">0…255, (Count, Size, Size).</param>
/// <param name="Labels">Class of each image, (Count).</param>
public sealed record ImageSet(int Size, byte[] Pixels, byte[] Labels)
{
    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Pixels of one image.</summary>
    public int PixelsPerImage => Size * Size;

    /// <summary>Reads an image file and its label file.</summary>
    /// <exception cref="CommandException">A file is damaged, or the two do not fit each other.</exception>
    public static ImageSet Read(string imagePath, string labelPath)
    {
        var images = IdxFile.Read(imagePath, dimensions: 3);
        var labels = IdxFile.Read(labelPath, dimensions: 1);
        if (images.Dimensions[0] != labels.Dimensions[0])
            throw CommandException.Failed($"{imagePath} holds {images.Dimensions[0]} images, but {labelPath} holds {labels.Dimensions[0]} labels.");
        if (images.Elements.Length == 0)
            throw CommandException.Failed($"{imagePath} holds no images.");
        if (images.Dimensions[1] != images.Dimensions[2])
            throw CommandException.Failed($"{imagePath} holds images of {images.Dimensions[1]} × {images.Dimensions[2]} pixels; square ones are expected.");
        return new ImageSet(images.Dimensions[1], images.Elements, labels.Elements);
    }

    /// <summary>The first <paramref name="count"/> images.</summary>
    public ImageSet First(int count)
    {
        return count == Count ? this : new ImageSet(Size, Pixels[..(count * PixelsPerImage)], Labels[..count]);
    }
}
