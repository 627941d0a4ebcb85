using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>What a reducer has accumulated: up to four lanes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LaneTotals<TLane>
    where TLane : struct, ISumLane<TLane>
{
    private TLane first;
    private TLane second;
    private TLane third;
    private TLane fourth;

    /// <summary>Total 0 to 3.</summary>
    public readonly TLane this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.Add(ref Unsafe.AsRef(in first), index);
    }

    /// <summary>The first so many totals, and 0 for the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Get(int totals, out TLane firstTotal, out TLane secondTotal, out TLane thirdTotal, out TLane fourthTotal)
    {
        var zero = TLane.Broadcast(0);
        (firstTotal, secondTotal, thirdTotal, fourthTotal) = (first, totals > 1 ? second : zero, totals > 2 ? third : zero, totals > 3 ? fourth : zero);
    }

    /// <summary>Sets the first so many totals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int totals, TLane firstTotal, TLane secondTotal, TLane thirdTotal, TLane fourthTotal)
    {
        first = firstTotal;
        if (totals > 1)
            second = secondTotal;
        if (totals > 2)
            third = thirdTotal;
        if (totals > 3)
            fourth = fourthTotal;
    }
}
