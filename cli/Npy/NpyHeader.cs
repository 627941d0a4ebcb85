using System.Buffers.Binary;
using System.Text;

namespace NormGpu.Cli.Npy;

/// <summary>What the head of a .npy file says about the bytes that follow it.</summary>
/// <remarks>Source: NumPy's format description, versions 1.0, 2.0 and 3.0 (numpy.lib.format).</remarks>
/// <param name="Descriptor">Type of each element in NumPy's spelling, such as &lt;f4; empty for structured records.</param>
/// <param name="FortranOrder">True where the first dimension runs fastest.</param>
/// <param name="Shape">Dimensions.</param>
internal readonly record struct NpyHeader(string Descriptor, bool FortranOrder, IReadOnlyList<long> Shape)
{
    private const int PrefixLength = 8;
    private const int LongestText = 1 << 20;
    private const int BlockSize = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the head; the stream then stands at the first element.</summary>
    /// <exception cref="FormatException">What is wrong, as the end of a sentence about the file.</exception>
    public static NpyHeader Read(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        if (stream.ReadAtLeast(prefix, PrefixLength, throwOnEndOfStream: false) < PrefixLength || !prefix[..Magic.Length].SequenceEqual(Magic))
            throw new FormatException("is no .npy file: it does not begin with NumPy's magic bytes");
        var (major, minor) = (prefix[6], prefix[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw new FormatException($"has .npy format version {major}.{minor}; 1.0, 2.0 and 3.0 are known");

        Span<byte> lengthBytes = stackalloc byte[major == 1 ? sizeof(ushort) : sizeof(uint)];
        if (stream.ReadAtLeast(lengthBytes, lengthBytes.Length, throwOnEndOfStream: false) < lengthBytes.Length)
            throw new FormatException("is truncated within its header");
        var length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > LongestText)
            throw new FormatException($"claims a header of {length} bytes; it is damaged");

        var text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
            throw new FormatException("is truncated within its header");
        return Parse(Encoding.UTF8.GetString(text));
    }

    /// <summary>Bytes of a head of version 1.0, padded so that the elements begin at a multiple of 64.</summary>
    public static byte[] Encode(string descriptor, IReadOnlyList<long> shape)
    {
        var text = $"{{'descr': '{descriptor}', 'fortran_order': False, 'shape': {NpyTensor.Written(shape)}, }}";
        var unpadded = PrefixLength + sizeof(ushort) + text.Length + 1;
        var total = (unpadded + BlockSize - 1) / BlockSize * BlockSize;

        var head = new byte[total];
        Magic.CopyTo(head);
        head[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(PrefixLength), (ushort)(total - PrefixLength - sizeof(ushort)));
        var line = text.PadRight(total - PrefixLength - sizeof(ushort) - 1) + "\n";
        Encoding.ASCII.GetBytes(line).CopyTo(head, PrefixLength + sizeof(ushort));
        return head;
    }

    private static NpyHeader Parse(string text)
    {
        if (PythonLiteral.Parse(text) is not Dictionary<string, object> entries
            || !entries.TryGetValue("descr", out var descriptor)
            || !entries.TryGetValue("fortran_order", out var order)
            || !entries.TryGetValue("shape", out var dimensions)
            || entries.Count != 3
            || order is not bool fortranOrder
            || dimensions is not List<object> list
            || !list.TrueForAll(dimension => dimension is long))
        {
            throw new FormatException("has a header without the three entries descr, fortran_order and shape");
        }

        return new NpyHeader(descriptor as string ?? "", fortranOrder, list.ConvertAll(dimension => (long)dimension));
    }
}
