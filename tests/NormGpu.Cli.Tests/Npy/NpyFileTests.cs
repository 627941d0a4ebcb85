using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Npy;
using NormGpu.Host;

namespace NormGpu.Cli.Tests.Npy;

public sealed class NpyFileTests : IDisposable
{
    private static readonly byte[] TwoFloats = NpyBytes.Bytes(1.5f, -2);

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, byte[]> ReadableHeaders => new()
    {
        { "version 1.0", NpyBytes.File(NpyBytes.Header("<f4", "(2,)"), TwoFloats) },
        { "version 2.0", NpyBytes.File(NpyBytes.Header("<f4", "(2,)"), TwoFloats, major: 2) },
        { "version 3.0", NpyBytes.File(NpyBytes.Header("<f4", "(2,)"), TwoFloats, major: 3) },
        { "native order", NpyBytes.File(NpyBytes.Header("=f4", "(2,)"), TwoFloats) },
        { "order not applicable", NpyBytes.File(NpyBytes.Header("|f4", "(2,)"), TwoFloats) },
        { "no order", NpyBytes.File(NpyBytes.Header("f4", "(2,)"), TwoFloats) },
        { "double quotes, entries in another order", NpyBytes.File("{\"shape\": (2,), \"fortran_order\": False, \"descr\": \"<f4\"}", TwoFloats) },
        { "long integers of Python 2", NpyBytes.File(NpyBytes.Header("<f4", "(2L,)"), TwoFloats) },
        { "Fortran order of one dimension", NpyBytes.File(NpyBytes.Header("<f4", "(2,)", fortran: true), TwoFloats) },
    };

    public static TheoryData<string, byte[], string> BrokenFiles => new()
    {
        { "empty", [], "no .npy file" },
        { "text", "hello, this is text"u8.ToArray(), "no .npy file" },
        { "magic only", [0x93, .. "NUMPY"u8, 1, 0], "truncated within its header" },
        { "version 4.0", NpyBytes.File(NpyBytes.Header("<f4", "(2,)"), TwoFloats, major: 4), "version 4.0" },
        { "half a header", NpyBytes.File(NpyBytes.Header("<f4", "(2,)"), [])[..30], "truncated within its header" },
        { "a header of 4 GB", [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255, 1], "damaged" },
        { "one byte short", NpyBytes.File(NpyBytes.Header("<f4", "(2,)"), TwoFloats)[..^1], "truncated" },
        { "one byte over", NpyBytes.File(NpyBytes.Header("<f4", "(2,)"), [.. TwoFloats, 0]), "1 bytes behind" },
        { "big-endian", NpyBytes.File(NpyBytes.Header(">f4", "(2,)"), TwoFloats), "big-endian" },
        { "double", NpyBytes.File(NpyBytes.Header("<f8", "(1,)"), TwoFloats), "float64" },
        { "integers", NpyBytes.File(NpyBytes.Header("<i8", "(1,)"), TwoFloats), "int64" },
        { "objects", NpyBytes.File(NpyBytes.Header("|O", "(1,)"), TwoFloats), "objects" },
        { "records", NpyBytes.File("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", TwoFloats), "structured" },
        { "negative dimension", NpyBytes.File(NpyBytes.Header("<f4", "(-2,)"), TwoFloats), "impossible shape" },
        { "2^80 elements", NpyBytes.File(NpyBytes.Header("<f4", "(1099511627776, 1099511627776)"), TwoFloats), "impossible shape" },
        { "a dimension beyond 2^63", NpyBytes.File(NpyBytes.Header("<f4", "(99999999999999999999,)"), TwoFloats), "cannot be read" },
        { "fractional dimension", NpyBytes.File(NpyBytes.Header("<f4", "(2.5,)"), TwoFloats), "cannot be read" },
        { "shape is a number", NpyBytes.File(NpyBytes.Header("<f4", "2"), TwoFloats), "descr, fortran_order and shape" },
        { "entry missing", NpyBytes.File("{'descr': '<f4', 'shape': (2,)}", TwoFloats), "descr, fortran_order and shape" },
        { "entry twice", NpyBytes.File("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", TwoFloats), "cannot be read" },
        { "open bracket", NpyBytes.File("{'descr': '<f4', 'fortran_order': False, 'shape': (2,", TwoFloats), "cannot be read" },
        { "brackets without end", NpyBytes.File(new string('(', 60_000), TwoFloats), "cannot be read" },
    };

    public void Dispose()
    {
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(ReadableHeaders))]
    public void Every_spelling_of_a_header_is_read(string spelling, byte[] file)
    {
        using var tensor = NpyFile.Read(folder.Write("x.npy", file));

        Assert.True(tensor.Shape is [2], spelling);
        Assert.Equal([1.5f, -2], tensor.Singles.ToArray());
    }

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_broken_file_is_refused_with_its_name_and_its_fault(string fault, byte[] file, string words)
    {
        var path = folder.Write("broken.npy", file);

        var refusal = Assert.Throws<CommandException>(() => NpyFile.Read(path));

        Assert.Equal(ExitCode.Failed, refusal.Code);
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.Message.Contains(words, StringComparison.Ordinal), $"{fault}: {refusal.Message}");
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Assert.Contains("Cannot read", Assert.Throws<CommandException>(() => NpyFile.Read(folder.File("none.npy"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<CommandException>(() => NpyFile.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fortran_order_is_read_row_by_row()
    {
        // numpy.asfortranarray([[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]], [[12, …]]]): the first index runs fastest in the file.
        var columns = new List<float>();
        for (var k = 0; k < 4; k++)
        {
            for (var j = 0; j < 3; j++)
            {
                for (var i = 0; i < 2; i++)
                    columns.Add(i * 12 + j * 4 + k);
            }
        }

        var path = folder.Write("x.npy", NpyBytes.File(NpyBytes.Header("<f4", "(2, 3, 4)", fortran: true), NpyBytes.Bytes([.. columns])));
        using var tensor = NpyFile.Read(path);

        Assert.Equal([2, 3, 4], tensor.Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(value => (float)value), tensor.Singles.ToArray());
    }

    [Theory]
    [InlineData(ElementType.Float16, new long[] { 3 }, "{'descr': '<f2', 'fortran_order': False, 'shape': (3,), }")]
    [InlineData(ElementType.Float32, new long[] { 2, 1, 5 }, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 5), }")]
    [InlineData(ElementType.Float32, new long[] { }, "{'descr': '<f4', 'fortran_order': False, 'shape': (), }")]
    [InlineData(ElementType.Float16, new long[] { 2, 0 }, "{'descr': '<f2', 'fortran_order': False, 'shape': (2, 0), }")]
    public void What_is_written_has_numpys_header_and_comes_back(ElementType type, long[] shape, string header)
    {
        using var tensor = new NpyTensor(type, shape);
        for (var index = 0; index < tensor.Bytes; index++)
            tensor.Slice(index, 1)[0] = (byte)(index + 1);
        using var stream = new MemoryStream();

        NpyFile.Write(stream, tensor);

        var file = stream.ToArray();
        Assert.Equal(0, (file.Length - tensor.Bytes) % 64);
        Assert.Contains(header, System.Text.Encoding.ASCII.GetString(file), StringComparison.Ordinal);
        using var back = NpyFile.Read(folder.Write("x.npy", file));
        Assert.Equal(tensor.Slice(0, (int)tensor.Bytes).ToArray(), back.Slice(0, (int)back.Bytes).ToArray());
        Assert.Equal(shape, back.Shape);
        Assert.Equal(type, back.Type);
    }
}
