using NormGpu.Host.Cpu;
using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Tests;

/// <summary>What the search by integers shows, against |x − mean| of every element, with elements right at the bounds.</summary>
public unsafe class RowSearchTests
{
    private const int Columns = 64;
    private const int Rows = 301;

    [Fact]
    public void Halves_by_wide_lanes() => Check<HalfElement, Lane16, SingleRounding>();

    [Fact]
    public void Halves_by_narrow_lanes() => Check<HalfElement, Lane8, SingleRounding>();

    [Fact]
    public void Finite_halves_by_wide_lanes() => Check<FiniteHalfElement<NormalLoad>, Lane16, SingleRounding>();

    [Fact]
    public void Finite_halves_by_narrow_lanes() => Check<FiniteHalfElement<NormalLoad>, Lane8, SingleRounding>();

    [Fact]
    public void Halves_in_half_arithmetic_by_wide_lanes() => Check<HalfElement, Lane16, HalfRounding>();

    [Fact]
    public void Halves_in_half_arithmetic_by_narrow_lanes() => Check<HalfElement, Lane8, HalfRounding>();

    [Fact]
    public void Floats_by_wide_lanes() => Check<SingleElement, Lane16, SingleRounding>();

    [Fact]
    public void Floats_by_narrow_lanes() => Check<SingleElement, Lane8, SingleRounding>();

    [Fact]
    public void Every_column_belongs_to_the_channel_of_its_position()
    {
        for (var positions = 2; positions <= ShortSegmentLoops.MostPositions; positions++)
        {
            var columns = new PositionColumns(5, positions, null, null);
            for (var column = 0; column < RowSearch.MostColumns; column++)
                Assert.Equal(5 + column / positions, columns.Channel(column));
        }
    }

    private static void Check<TElement, TLane, TRounding>()
        where TElement : struct, IElement
        where TLane : struct, ISimdLane<TLane>
        where TRounding : struct, IRounding
    {
        using var coefficients = new ChannelCoefficients(Columns);
        var memory = new byte[Rows * Columns * TElement.Size];
        fixed (byte* x = memory)
        {
            for (var column = 0; column < Columns; column++)
                Fill<TElement, TRounding>(x, column, coefficients, new Random(column));
            var scanner = new Recorder();
            RowSearch.Scan<TElement, TLane, TRounding, ChannelColumns>(
                new RowTensors(0, x, null, null, Columns, Rows, coefficients, outgrowCache: false), default, 0, Columns, 0, Rows, scanner);
            var expected = new List<(long Row, int Column)>();
            for (var row = 0; row < Rows; row++)
            {
                for (var column = 0; column < Columns; column++)
                {
                    if (Deviation<TElement, TRounding>(x, row, column, coefficients) >= coefficients.Threshold[column])
                        expected.Add((row, column));
                }
            }

            Assert.InRange(expected.Count, Rows, Rows * Columns - Rows);
            Assert.Equal(expected, scanner.Seen);
        }
    }

    /// <summary>A mean and a threshold that some element has; elements around both bounds, and anywhere.</summary>
    private static void Fill<TElement, TRounding>(byte* x, int column, ChannelCoefficients coefficients, Random random)
        where TElement : struct, IElement
        where TRounding : struct, IRounding
    {
        var scale = MathF.Pow(2, random.Next(-24, 14));
        var mean = column % 4 == 0 ? 0 : scale * MathF.Pow(2, random.Next(-4, 3)) * (2 * random.NextSingle() - 1);
        coefficients.Centre[column] = TRounding.Round(new FloatLane(mean)).Value;
        for (var row = 0; row < Rows; row++)
            Set(row, mean + scale * (2 * random.NextSingle() - 1));
        coefficients.Threshold[column] = (column % 16) switch
        {
            5 => 0,
            9 => float.PositiveInfinity,
            13 => float.NaN,
            _ => Deviation<TElement, TRounding>(x, 0, column, coefficients),
        };
        var threshold = coefficients.Threshold[column];
        if (column == 7)
            coefficients.Centre[column] = float.NaN;
        for (var row = 1; row < Rows && float.IsFinite(threshold); row += 3)
        {
            // The number at a bound, and its neighbours of the type.
            Set(row, coefficients.Centre[column] + (row % 2 == 0 ? threshold : -threshold));
            if (TElement.Size == sizeof(ushort))
                ((ushort*)x)[row * Columns + column] += (ushort)(row % 5 - 2);
            else
                ((uint*)x)[row * Columns + column] += (uint)(row % 5 - 2);
        }

        void Set(int row, float value) => TElement.StoreOne(x, row * Columns + column, value);
    }

    private static float Deviation<TElement, TRounding>(void* x, int row, int column, ChannelCoefficients coefficients)
        where TElement : struct, IElement
        where TRounding : struct, IRounding =>
        MathF.Abs(Elementwise.Deviation<FloatLane, TRounding>(new FloatLane(TElement.LoadOne(x, row * Columns + column)), new FloatLane(coefficients.Centre[column])).Value);

    private sealed class Recorder : IScanner
    {
        public List<(long Row, int Column)> Seen { get; } = [];

        public void Take(int channel, long index, float d, float dy) => Seen.Add((index / Columns, channel));
    }
}
