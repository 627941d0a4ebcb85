using System.Buffers.Binary;
using System.Text;

namespace NormGpu.Cli.Tests.Npy;

/// <summary>.npy files made byte by byte, apart from the code under test.</summary>
internal static class NpyBytes
{
    public static byte[] File(string header, byte[] elements, byte major = 1)
    {
        var text = Encoding.ASCII.GetBytes(header);
        var length = new byte[major == 1 ? 2 : 4];
        if (major == 1)
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)text.Length);
        return [0x93, .. "NUMPY"u8, major, 0, .. length, .. text, .. elements];
    }

    public static string Header(string descriptor, string shape, bool fortran = false)
    {
        return $"{{'descr': '{descriptor}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}\n";
    }

    public static byte[] Of(string shape, params float[] values)
    {
        return File(Header("<f4", shape), Bytes(values));
    }

    public static byte[] Of(string shape, params Half[] values)
    {
        return File(Header("<f2", shape), values.SelectMany(BitConverter.GetBytes).ToArray());
    }

    public static byte[] Bytes(params float[] values)
    {
        return values.SelectMany(BitConverter.GetBytes).ToArray();
    }
}
