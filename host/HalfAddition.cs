using System.Runtime.CompilerServices;
using NormGpu.Host.Cpu;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host;

/// <summary>Sums of whole FP16 buffers, vectorised and threaded.</summary>
public static unsafe class HalfAddition
{
    /// <summary>sum = left + right, rounded to nearest even.</summary>
    /// <param name="left">FP16 bits, (count).</param>
    /// <param name="right">FP16 bits, (count).</param>
    /// <param name="sum">Receives FP16 bits, (count); may be one of the others.</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void Add(ushort* left, ushort* right, ushort* sum, long count, int threads = 0) =>
        Run<Plain>(left, right, sum, count, threads);

    /// <summary>sum = max(left + right, 0), rounded to nearest even; NaN passes.</summary>
    /// <param name="left">FP16 bits, (count).</param>
    /// <param name="right">FP16 bits, (count).</param>
    /// <param name="sum">Receives FP16 bits, (count); may be one of the others.</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void AddRelu(ushort* left, ushort* right, ushort* sum, long count, int threads = 0) =>
        Run<Rectified>(left, right, sum, count, threads);

    private static void Run<TTail>(ushort* left, ushort* right, ushort* sum, long count, int threads)
        where TTail : struct, ITail => CpuDispatch.Run(
            new AdditionPass<TTail>(left, right, sum, count, threads), ElementType.Float16, Arithmetic.Float32, LoopLayout.ChannelsFirst,
            subnormals: Subnormals.AboundIn(left, count) || Subnormals.AboundIn(right, count));

    private interface ITail
    {
        static abstract TLane Apply<TLane>(TLane sum)
            where TLane : struct, ISimdLane<TLane>;
    }

    private readonly struct Plain : ITail
    {
        public static TLane Apply<TLane>(TLane sum)
            where TLane : struct, ISimdLane<TLane> => sum;
    }

    private readonly struct Rectified : ITail
    {
        public static TLane Apply<TLane>(TLane sum)
            where TLane : struct, ISimdLane<TLane> => Elementwise.Rectify(sum);
    }

    private sealed class AdditionPass<TTail>(ushort* left, ushort* right, ushort* sum, long count, int threads) : IPass
        where TTail : struct, ITail
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
                var paired = end - (end - start) % (2 * TLane.Width);
                for (var piece = start; piece < paired; piece += HalfMagnitudes.ElementsPerPiece)
                    Piece<TElement, TFinite, TLane>(piece, Math.Min(paired, piece + HalfMagnitudes.ElementsPerPiece));
                var zero = TLane.Broadcast(0);
                for (var rest = paired; rest < end; rest += TLane.Width)
                {
                    var some = (int)Math.Min(TLane.Width, end - rest);
                    PartialLane.Store<TElement, TLane>(sum, rest, some, TTail.Apply(
                        PartialLane.Load<TElement, TLane>(left, rest, some, zero) + PartialLane.Load<TElement, TLane>(right, rest, some, zero)));
                }
            });
        }

        private void Piece<TElement, TFinite, TLane>(long start, long end)
            where TElement : struct, IElement
            where TFinite : struct, IElement
            where TLane : struct, ISimdLane<TLane>
        {
            if (HalfMagnitudes.AllBelow(HalfMagnitudes.HalfOfRange, left + start, end - start) && HalfMagnitudes.AllBelow(HalfMagnitudes.HalfOfRange, right + start, end - start))
                Pairs<TFinite, TLane>(left, right, sum, start, end);
            else
                Pairs<TElement, TLane>(left, right, sum, start, end);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void Pairs<TElement, TLane>(ushort* left, ushort* right, ushort* sum, long start, long end)
            where TElement : struct, IElement
            where TLane : struct, ISimdLane<TLane>
        {
            var constants = TElement.ConstantsInRegisters<TLane>();
            for (var i = start; i < end; i += 2 * TLane.Width)
            {
                TElement.LoadPair<TLane>(left, i, constants, out var first, out var second);
                TElement.LoadPair<TLane>(right, i, constants, out var firstRight, out var secondRight);
                TElement.StorePair(sum, i, constants, TTail.Apply(first + firstRight), TTail.Apply(second + secondRight));
            }
        }
    }
}
