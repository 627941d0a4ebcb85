using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>The k largest of each column of a lane, 0 or more and largest first.</summary>
internal static unsafe class KeptInOrder
{
    /// <summary>Finds them.</summary>
    /// <param name="values">Rows of a lane.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Rows; where there are fewer than k, zeros stand for the others.</param>
    /// <param name="k">How many are kept.</param>
    /// <param name="largest">Receives k rows of a lane, the largest of each column first.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Take<TLane>(float* values, long stride, int rows, int k, float* largest)
        where TLane : struct, ISimdLane<TLane>
    {
        var past = largest + k * TLane.Width;
        for (var place = largest; place < past; place += TLane.Width)
            TLane.StoreSingle(place, TLane.Broadcast(0));
        for (var row = 0; row < rows; row++, values += stride)
        {
            var value = TLane.LoadSingle(values);
            // A place keeps its value, takes the new one, or that of the place above: no place waits for another.
            var above = TLane.Broadcast(float.PositiveInfinity);
            for (var place = largest; place < past; place += TLane.Width)
            {
                var kept = TLane.LoadSingle(place);
                TLane.StoreSingle(place, TLane.Clamp(value, kept, above));
                above = kept;
            }
        }
    }
}
