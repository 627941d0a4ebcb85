using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Data;

/// <summary>Images to train on and images to test on.</summary>
/// <param name="Training">To train on.</param>
/// <param name="Test">To test on.</param>
/// <param name="Classes">Labels are below it.</param>
public sealed record Dataset(ImageSet Training, ImageSet Test, int Classes)
{
    /// <summary>Reads the four IDX files of a folder: train-images, train-labels, t10k-images, t10k-labels.</summary>
    /// <exception cref="CommandException">A file is missing or damaged, or the four do not fit each other.</exception>
    public static Dataset Read(string folder)
    {
        var training = ImageSet.Read(Find(folder, "train-images", 3), Find(folder, "train-labels", 1));
        var testLabels = Find(folder, "t10k-labels", 1);
        var test = ImageSet.Read(Find(folder, "t10k-images", 3), testLabels);
        if (training.Size != test.Size)
            throw CommandException.Failed($"{folder}: training images have {training.Size} × {training.Size} pixels, test images {test.Size} × {test.Size}.");

        var classes = training.Labels.Max() + 1;
        if (classes < 2)
            throw CommandException.Failed($"{folder}: all training labels are 0; at least two classes are expected.");
        var strange = Array.FindIndex(test.Labels, label => label >= classes);
        if (strange >= 0)
            throw CommandException.Failed($"{testLabels}: label {strange} is {test.Labels[strange]}, out of range; the training labels go from 0 to {classes - 1}.");
        return new Dataset(training, test, classes);
    }

    private static string Find(string folder, string name, int dimensions)
    {
        string[] spellings = [$"{name}-idx{dimensions}-ubyte.gz", $"{name}-idx{dimensions}-ubyte", $"{name}.idx{dimensions}-ubyte"];
        return spellings.Select(spelling => Path.Combine(folder, spelling)).FirstOrDefault(File.Exists)
            ?? throw CommandException.Failed($"{folder} has no file {spellings[0]} (or {spellings[1]}).");
    }
}
