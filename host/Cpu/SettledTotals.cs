using System.Runtime.CompilerServices;
using NormGpu.Kernels.Lanes;

namespace NormGpu.Host.Cpu;

/// <summary>
/// The totals of one block in double, element by element of two lanes. What FP32 lanes hold goes here before they have taken in too much, so that a
/// block may be longer than a sum in FP32.
/// </summary>
internal readonly unsafe struct SettledTotals<TLane, TReducer>
    where TLane : struct, ISumLane<TLane>
    where TReducer : struct, IReducer<TReducer, TLane>
{
    /// <summary>(totals, 2 lanes), and room to widen both.</summary>
    private readonly double* memory;

    /// <summary>Totals that nothing was set to yet.</summary>
    /// <param name="memory">Room for <see cref="Elements"/>.</param>
    public SettledTotals(double* memory) => this.memory = memory;

    /// <summary>Doubles that it takes.</summary>
    public static int Elements => 2 * (TReducer.Totals + 1) * TLane.Width;

    /// <summary>Sets the totals to those of nothing.</summary>
    public void Clear() => new Span<double>(memory, Elements).Clear();

    /// <summary>Sets the totals to what both sets of lanes hold.</summary>
    public void Set(ref LaneTotals<TLane> even, ref LaneTotals<TLane> odd)
    {
        for (var total = 0; total < TReducer.Totals; total++)
        {
            TLane.StoreDouble(memory + total * 2 * TLane.Width, even[total]);
            TLane.StoreDouble(memory + (total * 2 + 1) * TLane.Width, odd[total]);
        }
    }

    /// <summary>Takes in what both sets of lanes hold.</summary>
    public void Add(ref LaneTotals<TLane> even, ref LaneTotals<TLane> odd)
    {
        even.Get(TReducer.Totals, out var first, out var second, out var third, out var fourth);
        odd.Get(TReducer.Totals, out var firstOdd, out var secondOdd, out var thirdOdd, out var fourthOdd);
        Add(first, second, third, fourth, firstOdd, secondOdd, thirdOdd, fourthOdd);
    }

    /// <summary>Takes in what both sets of lanes hold, and leaves nothing in them. Inlined, so that they stay in registers outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(
        ref TLane first, ref TLane second, ref TLane third, ref TLane fourth, ref TLane firstOdd, ref TLane secondOdd, ref TLane thirdOdd, ref TLane fourthOdd)
    {
        Add(first, second, third, fourth, firstOdd, secondOdd, thirdOdd, fourthOdd);
        var zero = TLane.Broadcast(0);
        (first, second, third, fourth) = (zero, zero, zero, zero);
        (firstOdd, secondOdd, thirdOdd, fourthOdd) = (zero, zero, zero, zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(TLane first, TLane second, TLane third, TLane fourth, TLane firstOdd, TLane secondOdd, TLane thirdOdd, TLane fourthOdd)
    {
        Add(0, first, firstOdd);
        if (TReducer.Totals > 1)
            Add(1, second, secondOdd);
        if (TReducer.Totals > 2)
            Add(2, third, thirdOdd);
        if (TReducer.Totals > 3)
            Add(3, fourth, fourthOdd);
    }

    /// <summary>Combines the elements of a total, halves with halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Fold(int total)
    {
        var elements = memory + total * 2 * TLane.Width;
        for (var half = TLane.Width; half > DoubleLane8.Width; half /= 2)
        {
            for (var i = 0; i < half; i += DoubleLane8.Width)
                Combine(total, elements + i, elements + i + half);
        }

        return Fold(total, TReducer.Combine(total, DoubleLane8.LoadDouble(elements), DoubleLane8.LoadDouble(elements + DoubleLane8.Width)));
    }

    /// <summary>Combines the elements of a lane of a total.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Fold(int total, DoubleLane8 lane)
    {
        lane = TReducer.Combine(total, lane, DoubleLane8.Skip4(lane));
        lane = TReducer.Combine(total, lane, DoubleLane8.Skip2(lane));
        return TReducer.Combine(total, lane, DoubleLane8.Skip1(lane)).Value[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine(int total, double* elements, double* others) =>
        DoubleLane8.StoreDouble(elements, TReducer.Combine(total, DoubleLane8.LoadDouble(elements), DoubleLane8.LoadDouble(others)));

    // One loop for both lanes: of two the JIT's inliner would leave calls, for which the lanes of the loop around would go to the stack.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int total, TLane even, TLane odd)
    {
        var elements = memory + total * 2 * TLane.Width;
        var widened = memory + TReducer.Totals * 2 * TLane.Width;
        TLane.StoreDouble(widened, even);
        TLane.StoreDouble(widened + TLane.Width, odd);
        for (var i = 0; i < 2 * TLane.Width; i += DoubleLane8.Width)
            Combine(total, elements + i, widened + i);
    }
}
