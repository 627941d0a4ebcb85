using System.Numerics;
using NormGpu.Host.Cpu;

namespace NormGpu.Host;

/// <summary>ReLU of whole FP16 buffers, on the bits: the sign decides, no conversion. Vectorised and threaded.</summary>
public static unsafe class HalfRectification
{
    /// <summary>Bits above these are NaN with a sign; negative infinity itself is 0xFC00.</summary>
    private const ushort NegativeInfinity = 0xFC00;

    /// <summary>y = max(x, 0); NaN passes.</summary>
    /// <param name="x">FP16 bits, (count).</param>
    /// <param name="y">Receives FP16 bits, (count); may be x itself.</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void Forward(ushort* x, ushort* y, long count, int threads = 0) =>
        Workers.RunRanges(count, Workers.ElementsPerJob, Workers.Count(threads), (start, end) => Positive(x, y, start, end));

    /// <summary>dx = dy where y is not 0, else 0.</summary>
    /// <param name="y">What <see cref="Forward"/> gave: FP16 bits, (count).</param>
    /// <param name="dy">Gradient of y: FP16 bits, (count).</param>
    /// <param name="dx">Receives FP16 bits, (count); may be dy itself.</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void Backward(ushort* y, ushort* dy, ushort* dx, long count, int threads = 0) =>
        Workers.RunRanges(count, Workers.ElementsPerJob, Workers.Count(threads), (start, end) => WhereKept(y, dy, dx, start, end));

    private static void Positive(ushort* x, ushort* y, long start, long end)
    {
        var i = start;
        for (; i <= end - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var bits = *(Vector<ushort>*)(x + i);
            var positive = Vector.GreaterThan(Vector.AsVectorInt16(bits), Vector<short>.Zero);
            var nan = Vector.GreaterThan(bits, new Vector<ushort>(NegativeInfinity));
            *(Vector<ushort>*)(y + i) = bits & (Vector.AsVectorUInt16(positive) | nan);
        }

        for (; i < end; i++)
            y[i] = (short)x[i] > 0 || x[i] > NegativeInfinity ? x[i] : (ushort)0;
    }

    private static void WhereKept(ushort* y, ushort* dy, ushort* dx, long start, long end)
    {
        var i = start;
        for (; i <= end - Vector<ushort>.Count; i += Vector<ushort>.Count)
            *(Vector<ushort>*)(dx + i) = Vector.AndNot(*(Vector<ushort>*)(dy + i), Vector.Equals(*(Vector<ushort>*)(y + i), Vector<ushort>.Zero));
        for (; i < end; i++)
            dx[i] = y[i] == 0 ? (ushort)0 : dy[i];
    }
}
