using System.Runtime.CompilerServices;
using NormGpu.Host.Cpu;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host;

/// <summary>
/// Conversion between FP16 bits channels-first and FP32 channels-last, vectorised and threaded. oneDNN's convolutions are fastest on the latter: what it is given
/// channels-first, it puts in an order of its own first.
/// </summary>
/// <remarks>Two neighbouring halves are one word, and a tile of words is transposed: half the shuffles, and what comes out are pairs as conversions take them.</remarks>
public static unsafe class ChannelsLastConversion
{
    /// <summary>Elements a job: large enough that a thread is worth waking.</summary>
    private const long ElementsPerJob = 1 << 14;

    /// <summary>Words a row of the largest tile.</summary>
    private const int WidestTile = PartialLane.WidestLane;

    /// <summary>Magnitudes from here on are infinite or NaN.</summary>
    private const ushort Infinity = 0x7C00;

    /// <summary>Widens halves to floats, exactly (subnormals, infinities and NaN included).</summary>
    /// <param name="source">FP16 bits, (N, C, S).</param>
    /// <param name="destination">Receives floats, (N, S, C).</param>
    /// <param name="shape">N, C and S; its layout says nothing here.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void ToSingle(ushort* source, float* destination, in ChannelShape shape, int threads = 0) =>
        CpuDispatch.Run(
            new Pass(source, destination, shape, threads, toHalf: false), ElementType.Float16, Arithmetic.Float32, LoopLayout.ChannelsFirst,
            subnormals: Subnormals.AboundIn(source, shape.Count));

    /// <summary>Narrows floats to halves, round to nearest even; from 65520 on to infinity.</summary>
    /// <param name="source">Floats, (N, S, C).</param>
    /// <param name="destination">Receives FP16 bits, (N, C, S).</param>
    /// <param name="shape">N, C and S; its layout says nothing here.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public static void ToHalf(float* source, ushort* destination, in ChannelShape shape, int threads = 0) =>
        CpuDispatch.Run(new Pass(destination, source, shape, threads, toHalf: true), ElementType.Float16, Arithmetic.Float32, LoopLayout.ChannelsFirst);

    private sealed class Pass(ushort* halves, float* floats, ChannelShape shape, int threads, bool toHalf) : IPass
    {
        private readonly int channels = shape.Channels;
        private readonly long spatial = shape.Spatial;

        public void Run<TElement, TFinite, TLane, TSum, TRounding, TLayout>()
            where TElement : struct, IElement
            where TFinite : struct, IElement
            where TLane : struct, ISimdLane<TLane>
            where TSum : struct, ISumLane<TSum>
            where TRounding : struct, IRounding
            where TLayout : struct, ILayoutLoops
        {
            var isTiled = WordTiles.AreSupported<TLane>();
            // Groups of as many channels as a tile has rows; the last reaches back into its neighbour.
            var perGroup = isTiled ? Math.Min(TLane.Width, channels) : channels;
            var groups = (channels + perGroup - 1) / perGroup;
            var groupsPerJob = Math.Max(1, ElementsPerJob / (perGroup * spatial));
            Workers.RunRanges(shape.Batch * groups, groupsPerJob, Workers.Count(threads), (start, end) =>
            {
                for (var group = start; group < end; group++)
                {
                    var (sample, ofSample) = Math.DivRem(group, groups);
                    var channel = Math.Min(ofSample * perGroup, channels - perGroup);
                    var first = (sample * channels + channel) * spatial;
                    var last = sample * channels * spatial + channel;
                    if (!isTiled)
                        ConvertSample<TElement>(first);
                    else if (toHalf)
                        Narrow<TElement, TLane>(floats + last, halves + first);
                    else if (HalfMagnitudes.AllBelow(Infinity, halves + first, perGroup * spatial))
                        Widen<TFinite, TLane>(halves + first, floats + last);
                    else
                        Widen<TElement, TLane>(halves + first, floats + last);
                }
            });
        }

        /// <summary>Widens the tiles of one group of channels.</summary>
        /// <param name="rows">First channel, channels-first.</param>
        /// <param name="columns">The same channel, channels-last.</param>
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Widen<TElement, TLane>(ushort* rows, float* columns)
            where TElement : struct, IElement
            where TLane : struct, ISimdLane<TLane>
        {
            var tile = stackalloc ushort[2 * WidestTile * WidestTile];
            var padded = stackalloc ushort[2 * WidestTile * WidestTile];
            var positionsPerTile = 2 * TLane.Width;
            var rowsPerTile = Math.Min(TLane.Width, channels);
            var pastTensor = halves + shape.Count;
            for (long position = 0; position < spatial; position += positionsPerTile)
            {
                var positions = (int)Math.Min(positionsPerTile, spatial - position);
                var source = rows + position;
                var stride = spatial;
                // What a row reads past its end is the next one's, but past the tensor it is nobody's.
                if (source + (TLane.Width - 1) * spatial + positionsPerTile > pastTensor)
                {
                    for (var row = 0; row < rowsPerTile; row++)
                        Unsafe.CopyBlockUnaligned(padded + row * positionsPerTile, source + row * spatial, (uint)positions * sizeof(ushort));
                    source = padded;
                    stride = positionsPerTile;
                }

                WordTiles.Transpose<TLane>(source, stride * sizeof(ushort), tile, positionsPerTile * sizeof(ushort));
                StoreWide<TElement, TLane>(tile, columns + position * channels, positions, spatial - position);
            }
        }

        /// <summary>Widens the positions of a tile, a row of channels each, of which the sample has <paramref name="left"/> from the first on.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void StoreWide<TElement, TLane>(ushort* tile, float* column, int positions, long left)
            where TElement : struct, IElement
            where TLane : struct, ISimdLane<TLane>
        {
            var constants = TElement.Constants<TLane>();
            long stride = channels;
            // Rows of fewer channels than a lane has: what a lane writes past its row is the next one, written after it, but at the end of the sample.
            var whole = channels >= TLane.Width ? positions : (int)Math.Clamp(left - TLane.Width / channels, 0, positions);
            var position = 0;
            for (; position < whole - 1; position += 2, tile += 2 * TLane.Width, column += 2 * stride)
            {
                TElement.LoadPair<TLane>(tile, 0, constants, out var first, out var second);
                TLane.StoreSingle(column, first);
                TLane.StoreSingle(column + stride, second);
            }

            var count = (int)Math.Min(TLane.Width, stride);
            for (; position < positions; position += 2, tile += 2 * TLane.Width, column += 2 * stride)
            {
                TElement.LoadPair<TLane>(tile, 0, constants, out var even, out var odd);
                PartialLane.Store<SingleElement, TLane>(column, 0, count, even);
                if (position + 1 < positions)
                    PartialLane.Store<SingleElement, TLane>(column + stride, 0, count, odd);
            }
        }

        /// <summary>Narrows the tiles of one group of channels.</summary>
        /// <param name="columns">First channel, channels-last.</param>
        /// <param name="rows">The same channel, channels-first.</param>
        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Narrow<TElement, TLane>(float* columns, ushort* rows)
            where TElement : struct, IElement
            where TLane : struct, ISimdLane<TLane>
        {
            var tile = stackalloc ushort[2 * WidestTile * WidestTile];
            var transposed = stackalloc ushort[2 * WidestTile * WidestTile];
            var positionsPerTile = 2 * TLane.Width;
            var rowsPerTile = Math.Min(TLane.Width, channels);
            // From the last to the first: what a row of a part of a tile writes past its end, into the next row, is written again.
            for (var position = (spatial - 1) / positionsPerTile * positionsPerTile; position >= 0; position -= positionsPerTile)
            {
                var positions = (int)Math.Min(positionsPerTile, spatial - position);
                LoadNarrow<TElement, TLane>(columns + position * channels, tile, positions);
                if (positions == positionsPerTile && rowsPerTile == TLane.Width)
                {
                    WordTiles.Transpose<TLane>(tile, positionsPerTile * sizeof(ushort), rows + position, spatial * sizeof(ushort));
                    continue;
                }

                WordTiles.Transpose<TLane>(tile, positionsPerTile * sizeof(ushort), transposed, positionsPerTile * sizeof(ushort));
                for (var row = 0; row < rowsPerTile; row++)
                {
                    var (from, to) = (row * positionsPerTile, row * spatial + position);
                    if (to + positionsPerTile <= rowsPerTile * spatial)
                        TLane.StoreSingle((float*)(rows + to), TLane.LoadSingle((float*)(transposed + from)));
                    else
                        Unsafe.CopyBlockUnaligned(rows + to, transposed + from, (uint)positions * sizeof(ushort));
                }
            }
        }

        /// <summary>Narrows some positions, a row of channels each, into a tile.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void LoadNarrow<TElement, TLane>(float* column, ushort* tile, int positions)
            where TElement : struct, IElement
            where TLane : struct, ISimdLane<TLane>
        {
            var constants = TElement.Constants<TLane>();
            long stride = channels;
            var lastLane = floats + shape.Count - TLane.Width;
            var position = 0;
            for (; position < positions - 1 && column + stride <= lastLane; position += 2, tile += 2 * TLane.Width, column += 2 * stride)
                TElement.StorePair(tile, 0, constants, TLane.LoadSingle(column), TLane.LoadSingle(column + stride));
            var zero = TLane.Broadcast(0);
            var count = (int)Math.Min(TLane.Width, stride);
            for (; position < positions; position += 2, tile += 2 * TLane.Width, column += 2 * stride)
            {
                TElement.StorePair(
                    tile, 0, constants, PartialLane.Load<SingleElement, TLane>(column, 0, count, zero),
                    position + 1 < positions ? PartialLane.Load<SingleElement, TLane>(column + stride, 0, count, zero) : zero);
            }
        }

        /// <summary>A sample, on a processor without the instructions.</summary>
        private void ConvertSample<TElement>(long sample)
            where TElement : struct, IElement
        {
            for (long position = 0; position < spatial; position++)
            {
                for (var channel = 0; channel < channels; channel++)
                {
                    var (first, last) = (sample + channel * spatial + position, sample + position * channels + channel);
                    if (toHalf)
                        TElement.StoreOne(halves, first, floats[last]);
                    else
                        floats[last] = TElement.LoadOne(halves, first);
                }
            }
        }
    }
}
