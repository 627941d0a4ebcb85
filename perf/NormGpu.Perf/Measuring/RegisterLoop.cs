using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NormGpu.Perf.Measuring;

/// <summary>Work that touches registers only: what more threads give at best on this machine at this moment.</summary>
internal static class RegisterLoop
{
    private const int Parts = 64;
    private const int StepsPerPart = 200_000;

    private static float sink;

    /// <summary>Does the work on a number of threads; the same work for every number.</summary>
    public static void Run(int threads)
    {
        if (threads == 1)
        {
            for (var part = 0; part < Parts; part++)
                Multiply(part);
        }
        else
        {
            Parallel.For(0, Parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, Multiply);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(int part)
    {
        var factor = Vector256.Create(0.999f);
        var addend = Vector256.Create(1f + part);
        var (first, second, third, fourth) = (addend, addend + factor, addend - factor, -addend);
        for (var step = 0; step < StepsPerPart; step++)
        {
            first = Vector256.FusedMultiplyAdd(first, factor, addend);
            second = Vector256.FusedMultiplyAdd(second, factor, addend);
            third = Vector256.FusedMultiplyAdd(third, factor, addend);
            fourth = Vector256.FusedMultiplyAdd(fourth, factor, addend);
        }

        Volatile.Write(ref sink, Vector256.Sum(first + second + third + fourth));
    }
}
