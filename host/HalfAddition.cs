using NormGpu.Host.Cpu;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host;

/// <summary>Sums of whole FP16 buffers, vectorised and threaded.</summary>
public static unsafe class HalfAddition
{
    /// <summary>Elements a job: large enough that a thread is worth waking.</summary>
    private const long ElementsPerJob = 1 << 15;

    /// <summary>sum = max(left + right, 0), rounded to nearest even; NaN passes.</summary>
    /// <param name="left">FP16 bits, (count).</param>
    /// <param name="right">FP16 bits, (count).</param>
    /// <param name="sum">Receives FP16 bits, (count); may be one of the others.</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void AddRelu(ushort* left, ushort* right, ushort* sum, long count, int threads = 0) =>
        CpuDispatch.Run(new AddReluPass(left, right, sum, count, threads), ElementType.Float16, Arithmetic.Float32, ChannelLayout.ChannelsFirst);

    private sealed class AddReluPass(ushort* left, ushort* right, ushort* sum, long count, int threads) : IPass
    {
        public void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
            where TElement : struct, IElement
            where TFinite : struct, IElement
            where TLane : struct, ISimdLane<TLane>
            where TSum : struct, ISumLane<TSum>
            where TRounding : struct, IRounding
            where TLayout : struct, ILayoutLoops
        {
            var jobs = (count + ElementsPerJob - 1) / ElementsPerJob;
            Workers.Run(jobs, Workers.Count(threads), job =>
            {
                var start = job * ElementsPerJob;
                var end = Math.Min(count, start + ElementsPerJob);
                for (; start <= end - TLane.Width; start += TLane.Width)
                    TElement.Store(sum, start, Elementwise.Rectify(TElement.Load<TLane>(left, start) + TElement.Load<TLane>(right, start)));
                if (start == end)
                    return;
                var rest = (int)(end - start);
                var zero = TLane.Broadcast(0);
                PartialLane.Store<TElement, TLane>(sum, start, rest, Elementwise.Rectify(
                    PartialLane.Load<TElement, TLane>(left, start, rest, zero) + PartialLane.Load<TElement, TLane>(right, start, rest, zero)));
            });
        }
    }
}
