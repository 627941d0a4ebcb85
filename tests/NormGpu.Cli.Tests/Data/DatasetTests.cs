using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Data;

namespace NormGpu.Cli.Tests.Data;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DatasetTests()
    {
        IdxBytes.WriteDataset(folder.Path, training: 20, test: 10, size: 4);
    }

    public static TheoryData<string, byte[], string> BrokenFiles => new()
    {
        { "train-images-idx3-ubyte.gz", [], "begins with ;" },
        { "train-images-idx3-ubyte.gz", "PK something else"u8.ToArray(), "begins with 504B2073" },
        { "train-labels-idx1-ubyte", IdxBytes.File([20, 1, 1], new byte[20]), "begins with 00000803; an IDX file of bytes with 1 dimension begins with 00000801" },
        { "train-images-idx3-ubyte.gz", [0, 0, 8, 3, 0, 0], "truncated within its header" },
        { "train-images-idx3-ubyte.gz", IdxBytes.File([20, 4, 4], new byte[319]), "truncated" },
        { "train-images-idx3-ubyte.gz", IdxBytes.Gzip(IdxBytes.File([20, 4, 4], new byte[319])), "319 are there" },
        { "train-images-idx3-ubyte.gz", IdxBytes.Gzip(IdxBytes.File([20, 4, 4], new byte[320]))[..20], "damaged|truncated|begins" },
        { "train-images-idx3-ubyte.gz", IdxBytes.File([20, 4, 4], new byte[321]), "goes on behind" },
        { "train-images-idx3-ubyte.gz", IdxBytes.File([-1, -1, -1], new byte[320]), "at most" },
        { "train-images-idx3-ubyte.gz", IdxBytes.File([20, 10_000, 10_000], new byte[320]), "truncated" },
        { "train-images-idx3-ubyte.gz", IdxBytes.File([19, 4, 4], new byte[19 * 16]), "19 images" },
        { "train-images-idx3-ubyte.gz", IdxBytes.File([20, 4, 5], new byte[400]), "square" },
        { "train-images-idx3-ubyte.gz", IdxBytes.File([20, 5, 5], new byte[500]), "5 × 5 pixels, test images 4 × 4" },
        { "t10k-labels-idx1-ubyte", IdxBytes.File([10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 10]), "label 9 is 10, out of range" },
        { "train-labels-idx1-ubyte", IdxBytes.File([20], new byte[20]), "two classes" },
    };

    public void Dispose()
    {
        folder.Dispose();
    }

    [Fact]
    public void Packed_and_plain_files_are_read_alike()
    {
        var packed = Dataset.Read(folder.Path);
        folder.Write("train-images-idx3-ubyte", IdxBytes.File([20, 4, 4], packed.Training.Pixels));
        File.Delete(folder.File("train-images-idx3-ubyte.gz"));

        var plain = Dataset.Read(folder.Path);

        Assert.Equal(packed.Training.Pixels, plain.Training.Pixels);
        Assert.Equal((20, 10, 4, 10), (plain.Training.Count, plain.Test.Count, plain.Training.Size, plain.Classes));
        Assert.Equal(Enumerable.Range(0, 20).Select(image => (byte)(image % 10)), plain.Training.Labels);
    }

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_broken_file_is_refused_with_its_name_and_its_fault(string name, byte[] content, string words)
    {
        folder.Write(name, content);

        var refusal = Assert.Throws<CommandException>(() => Dataset.Read(folder.Path));

        Assert.Equal(ExitCode.Failed, refusal.Code);
        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.True(words.Split('|').Any(word => refusal.Message.Contains(word, StringComparison.Ordinal)), refusal.Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        File.Delete(folder.File("t10k-labels-idx1-ubyte"));

        var refusal = Assert.Throws<CommandException>(() => Dataset.Read(folder.Path));

        Assert.Contains("t10k-labels-idx1-ubyte.gz", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var refusal = Assert.Throws<CommandException>(() => DatasetLocation.Resolve(folder.File("nowhere")));

        Assert.Contains("nowhere", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_images_are_a_prefix()
    {
        var set = Dataset.Read(folder.Path).Training;

        var first = set.First(3);

        Assert.Equal(3, first.Count);
        Assert.Equal(set.Pixels[..48], first.Pixels);
        Assert.Equal(set.Labels[..3], first.Labels);
    }
}
