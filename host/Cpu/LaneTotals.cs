using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>What a reducer has accumulated: up to four lanes.</summary>
internal struct LaneTotals<TLane>
    where TLane : struct, ISumLane<TLane>
{
    private TLane first;
    private TLane second;
    private TLane third;
    private TLane fourth;

    /// <summary>Total 0 to 3.</summary>
    public readonly TLane this[int index] => index switch { 0 => first, 1 => second, 2 => third, _ => fourth };

    public readonly void Get(out TLane firstTotal, out TLane secondTotal, out TLane thirdTotal, out TLane fourthTotal) =>
        (firstTotal, secondTotal, thirdTotal, fourthTotal) = (first, second, third, fourth);

    public void Set(TLane firstTotal, TLane secondTotal, TLane thirdTotal, TLane fourthTotal) =>
        (first, second, third, fourth) = (firstTotal, secondTotal, thirdTotal, fourthTotal);
}
