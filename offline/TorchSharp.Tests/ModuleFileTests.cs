using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

public class ModuleFileTests : TorchTests
{
    [SkippableFact]
    public void The_file_has_the_packages_format()
    {
        using var net = Sequential(("a", Linear(2, 1, hasBias: false)));
        using (no_grad())
            net.get_parameter("a.weight")!.copy_(tensor(new float[,] { { 1, -2 } }));
        using var stream = new MemoryStream();
        net.save(new BinaryWriter(stream));
        byte[] expected =
        [
            1, // entries
            8, (byte)'a', (byte)'.', (byte)'w', (byte)'e', (byte)'i', (byte)'g', (byte)'h', (byte)'t',
            6, // Float32
            2, 1, 2, // dimensions and sizes
            0, 0, 0x80, 0x3F, // 1
            0, 0, 0, 0xC0, // -2
        ];
        Assert.Equal(expected, stream.ToArray());
    }

    [SkippableFact]
    public void A_long_size_takes_two_bytes()
    {
        using Tensor tensor = zeros(300, dtype: uint8);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
        Assert.Equal(new byte[] { 0, 1, 0xAC, 0x02 }, stream.ToArray()[..4]);
        Assert.Equal(304, stream.Length);
    }

    [SkippableFact]
    public void What_was_saved_comes_back()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.dat");
        try
        {
            using Sequential source = Net();
            using Sequential target = Net();
            using Tensor input = randn(4, 1, 8, 8);
            using Tensor first = source.call(input);
            source.eval();
            target.eval();
            source.save(path);
            target.load(path);
            Assert.True(source.call(input).Equals(target.call(input)));
            Assert.Equal(1, target.get_buffer("1.num_batches_tracked")!.item<long>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static TheoryData<string, Func<Sequential>, string> Others => new()
    {
        { "more entries", () => Sequential(Linear(2, 2), Linear(2, 2)), "expected 4, but found 2" },
        { "other names", () => Sequential(("other", Linear(2, 2))), "named '0.weight'" },
        { "another shape", () => Sequential(Linear(2, 3)), "shape" },
        { "another type", () => Sequential(Linear(2, 2)).to(float64), "types" },
    };

    [SkippableTheory]
    [MemberData(nameof(Others))]
    public void A_file_of_another_module_is_refused(string name, Func<Sequential> other, string message)
    {
        using var source = Sequential(Linear(2, 2));
        using Sequential target = other();
        using var stream = new MemoryStream();
        source.save(new BinaryWriter(stream));
        stream.Position = 0;
        var error = Assert.Throws<ArgumentException>(() => target.load(new BinaryReader(stream)));
        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{name}: {error.Message}");
    }

    [SkippableFact]
    public void Skipped_entries_stay_as_they_are()
    {
        using var source = Sequential(Linear(2, 2));
        using var target = Sequential(Linear(2, 2));
        using Tensor before = target.get_parameter("0.weight")!.detach().clone();
        using var stream = new MemoryStream();
        source.save(new BinaryWriter(stream));
        stream.Position = 0;
        target.load(new BinaryReader(stream), skip: ["0.weight"]);
        Assert.True(before.Equals(target.get_parameter("0.weight")!.detach()));
        Assert.True(source.get_parameter("0.bias")!.Equals(target.get_parameter("0.bias")!));
    }

    private static Sequential Net() => Sequential(Conv2d(1, 2, 3), BatchNorm2d(2), Flatten(), Linear(72, 2));
}
