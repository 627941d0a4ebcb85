using NormGpu.Host.Cpu;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host;

/// <summary>Conversion of whole buffers between FP16 bits and FP32, vectorised and threaded.</summary>
public static unsafe class HalfConversion
{
    /// <summary>Widens halves to floats, exactly (subnormals, infinities and NaN included).</summary>
    /// <param name="source">FP16 bits, (count).</param>
    /// <param name="destination">Receives (count) floats.</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void ToSingle(ushort* source, float* destination, long count, int threads = 0) =>
        CpuDispatch.Run(new ConversionPass(source, destination, count, threads, toHalf: false), ElementType.Float16, Arithmetic.Float32, LoopLayout.ChannelsFirst);

    /// <summary>Narrows floats to halves, round to nearest even; from 65520 on to infinity.</summary>
    /// <param name="source">(count) floats.</param>
    /// <param name="destination">Receives FP16 bits, (count).</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void ToHalf(float* source, ushort* destination, long count, int threads = 0) =>
        CpuDispatch.Run(new ConversionPass(destination, source, count, threads, toHalf: true), ElementType.Float16, Arithmetic.Float32, LoopLayout.ChannelsFirst);

    private sealed class ConversionPass(ushort* halves, float* floats, long count, int threads, bool toHalf) : IPass
    {
        public void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
            where TElement : struct, IElement
            where TFinite : struct, IElement
            where TLane : struct, ISimdLane<TLane>
            where TSum : struct, ISumLane<TSum>
            where TRounding : struct, IRounding
            where TLayout : struct, ILayoutLoops
        {
            Workers.RunRanges(count, Workers.ElementsPerJob, Workers.Count(threads), (start, end) =>
            {
                if (toHalf)
                    Narrow<TElement, TLane>(start, end);
                else
                    Widen<TElement, TLane>(start, end);
            });
        }

        private void Widen<TElement, TLane>(long start, long end)
            where TElement : struct, IElement
            where TLane : struct, ISimdLane<TLane>
        {
            var i = start;
            for (; i <= end - TLane.Width; i += TLane.Width)
                TLane.StoreSingle(floats + i, TElement.Load<TLane>(halves, i));
            for (; i < end; i++)
                floats[i] = TElement.LoadOne(halves, i);
        }

        private void Narrow<TElement, TLane>(long start, long end)
            where TElement : struct, IElement
            where TLane : struct, ISimdLane<TLane>
        {
            var i = start;
            for (; i <= end - TLane.Width; i += TLane.Width)
                TElement.Store(halves, i, TLane.LoadSingle(floats + i));
            for (; i < end; i++)
                TElement.StoreOne(halves, i, floats[i]);
        }
    }
}
