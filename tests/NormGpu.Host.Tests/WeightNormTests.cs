using NormGpu.Host.Tests.Harness;
using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>Weight norm on the CPU and on devices against the double reference; the reference against differences of itself.</summary>
public class WeightNormTests
{
    private static readonly (int Rows, long Length)[] Shapes =
    [
        (1, 1), (7, 1), (64, 1), (1, 5), (3, 9), (5, 16), (4, 27), (33, 25), (2, 4096), (3, 4097), (1, 100_003), (130, 144), (9, 288),
    ];

    public static TheoryData<Norm, ElementType, bool> Cases()
    {
        var rows = new TheoryData<Norm, ElementType, bool>();
        foreach (var norm in new[] { Norm.L1, Norm.L2, Norm.LInf })
        {
            foreach (var type in Enum.GetValues<ElementType>())
            {
                rows.Add(norm, type, true);
                rows.Add(norm, type, false);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_double_reference(Norm norm, ElementType type, bool learned)
    {
        foreach (var (rows, length) in Shapes)
            WeightNormCase.Random(norm, type, new WeightShape(rows, length), learned).Check(threads: 2);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_at_every_row_length_from_1_to_67(Norm norm, ElementType type, bool learned)
    {
        for (var length = 1; length <= 67; length++)
            WeightNormCase.Random(norm, type, new WeightShape(3, length), learned, seed: length).Check(threads: 1);
    }

    /// <summary>Devices × norm × type × gain.</summary>
    public static TheoryData<string, Norm, ElementType, bool> DeviceCases()
    {
        var rows = new TheoryData<string, Norm, ElementType, bool>();
        foreach (var (name, backend) in ConformanceBackend.All)
        {
            foreach (object[] row in backend is DeviceConformanceBackend ? Cases() : [])
                rows.Add(name, (Norm)row[0], (ElementType)row[1], (bool)row[2]);
        }

        return rows;
    }

    [SkippableTheory]
    [MemberData(nameof(DeviceCases))]
    public void Kernels_agree_with_the_double_reference(string device, Norm norm, ElementType type, bool learned)
    {
        var backend = (DeviceConformanceBackend)ConformanceBackend.All[device];
        // PoCL compiles a kernel anew, for seconds, at each group size: there only weights that fill groups.
        foreach (var (rows, length) in Shapes.Where(shape => shape.Rows * shape.Length <= backend.MostElements && (!device.Equals("opencl", StringComparison.Ordinal) || shape.Rows > 8 || shape.Length > 4096)))
            WeightNormCase.Random(norm, type, new WeightShape(rows, length), learned).Check(threads: 1, backend.Device);
        for (var length = 1; length <= 35; length += 2)
            WeightNormCase.Random(norm, type, new WeightShape(9, length), learned, seed: length).Check(threads: 1, backend.Device);
    }

    [SkippableTheory]
    [MemberData(nameof(DeviceCases))]
    public void Kernels_keep_rows_apart_and_give_the_same_bits_twice(string device, Norm norm, ElementType type, bool learned)
    {
        var place = ((DeviceConformanceBackend)ConformanceBackend.All[device]).Device;
        var data = WeightNormCase.Random(norm, type, new WeightShape(5, 141), learned);
        Array.Clear(data.V[1]);
        // The 13th and 30th are the largest: the first of them carries the gradient.
        data.V[0][12] = -1000;
        data.V[0][29] = 1000;
        var clean = data.Run(threads: 1, device: place);
        data.Judge(clean);
        Assert.Equal(clean.Bits, data.Run(threads: 1, inPlace: true, place).Bits);

        data.V[2][140] = double.NaN;
        data.V[3][0] = double.PositiveInfinity;
        var spoilt = data.Run(threads: 1, device: place);
        Assert.All(spoilt.W[2], w => Assert.True(double.IsNaN(w)));
        Assert.True(double.IsNaN(spoilt.W[3][0]));
        Assert.All(spoilt.W[3][1..], w => Assert.Equal(0, w));
        foreach (var row in new[] { 0, 1, 4 })
        {
            Assert.Equal(clean.W[row], spoilt.W[row]);
            Assert.Equal(clean.Dv[row], spoilt.Dv[row]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_changes_no_bit(Norm norm, ElementType type, bool learned)
    {
        foreach (var (rows, length) in Shapes)
        {
            var data = WeightNormCase.Random(norm, type, new WeightShape(rows, length), learned);
            var alone = data.Run(threads: 1).Bits;
            Assert.Equal(alone, data.Run(threads: 2).Bits);
            Assert.Equal(alone, data.Run(threads: 5).Bits);
            Assert.Equal(alone, data.Run(threads: 2, inPlace: true).Bits);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_of_zeros_gives_zeros_and_gradients_of_zero(Norm norm, ElementType type, bool learned)
    {
        var data = WeightNormCase.Random(norm, type, new WeightShape(3, 19), learned);
        Array.Clear(data.V[1]);
        var run = data.Run(threads: 1);
        Assert.All(run.W[1], w => Assert.Equal(0, w));
        Assert.All(run.Dv[1], dv => Assert.Equal(0, dv));
        Assert.Equal(0, run.Dg[1]);
        data.Judge(run);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Infinity_and_NaN_stay_in_their_row(Norm norm, ElementType type, bool learned)
    {
        var data = WeightNormCase.Random(norm, type, new WeightShape(5, 21), learned);
        var clean = data.Run(threads: 1);
        data.V[1][0] = double.NaN;
        data.V[2][20] = double.NegativeInfinity;
        data.Dw[3][7] = double.NaN;
        var spoilt = data.Run(threads: 1);
        Assert.All(spoilt.W[1], w => Assert.True(double.IsNaN(w)));
        Assert.True(double.IsNaN(spoilt.W[2][20]));
        Assert.True(float.IsNaN(spoilt.Dg[3]));
        Assert.Equal(clean.W[3], spoilt.W[3]);
        foreach (var row in new[] { 0, 4 })
        {
            Assert.Equal(clean.W[row], spoilt.W[row]);
            Assert.Equal(clean.Dv[row], spoilt.Dv[row]);
            Assert.Equal(clean.Dg[row], spoilt.Dg[row]);
        }
    }

    [Fact]
    public void The_first_of_equal_maxima_carries_the_gradient()
    {
        float[] v = [1, -3, 2, 3, -3];
        var (w, dv, statistics, shape) = (new float[5], new float[5], new float[2], new WeightShape(1, 5));
        WeightNorm.Forward<float>(Norm.LInf, shape, v, w, [], 6, statistics);
        WeightNorm.Backward<float>(Norm.LInf, shape, v, [1, 1, 1, 1, 1], dv, [], 6, statistics, []);
        Assert.Equal([2, -6, 4, 6, -6], w);
        // dw·v = 0, so every element gets rho/norm·dw; with dw·v = 3 the second gets its share besides.
        Assert.Equal([2, 2, 2, 2, 2], dv);
        WeightNorm.Backward<float>(Norm.LInf, shape, v, [0, 0, 0, 1, 0], dv, [], 6, statistics, []);
        Assert.Equal([0, 2, 0, 2, 0], dv);
    }

    [Theory]
    [InlineData(Norm.L1, 10.0)]
    [InlineData(Norm.L2, 5.0)]
    [InlineData(Norm.LInf, 5.0)]
    public void Rho_is_the_norm_of_the_initial_weight_shared_among_the_rows(Norm norm, double expected)
    {
        // By hand: (7 + 13)/2, sqrt(50/2), max.
        float[] v = norm == Norm.L1 ? [3, -4, 5, 8] : norm == Norm.L2 ? [3, -4, 0, 5] : [3, -4, 5, 0];
        Assert.Equal(expected, WeightNorm.BoundedRho<float>(norm, new WeightShape(2, 2), v), 1e-6);
    }

    [Theory]
    [InlineData(Norm.L1)]
    [InlineData(Norm.L2)]
    [InlineData(Norm.LInf)]
    public void Rho_agrees_with_the_reference_for_both_types(Norm norm)
    {
        foreach (var type in Enum.GetValues<ElementType>())
        {
            var data = WeightNormCase.Random(norm, type, new WeightShape(37, 141), learned: false);
            var expected = DoubleWeightNorm.BoundedRho(data.Formula, data.V);
            Assert.Equal(expected, data.BoundedRho(), 1e-6 * expected);
        }
    }

    [Theory]
    [InlineData(RowNorm.L1)]
    [InlineData(RowNorm.L2)]
    [InlineData(RowNorm.LInf)]
    public void Gradients_are_the_limits_of_differences(RowNorm norm)
    {
        var random = new Random(11);
        double[] v = [.. Enumerable.Range(0, 13).Select(_ => BatchNormCase.Normal(random))];
        double[] dw = [.. v.Select(_ => BatchNormCase.Normal(random))];
        var analytic = DoubleWeightNorm.Backward(norm, v, dw, 1.5);
        var numeric = GradientCheck.Numeric(at => DoubleWeightNorm.Forward(norm, at, 1.5), v, dw, 1e-6);
        for (var i = 0; i < v.Length; i++)
            Assert.Equal(numeric[i], analytic.Dv[i], 1e-7);
        var gain = GradientCheck.Numeric(at => DoubleWeightNorm.Forward(norm, v, at[0]), [1.5], dw, 1e-6);
        Assert.Equal(gain[0], analytic.Dgain, 1e-7);
    }

    [Fact]
    public void Wrong_arguments_are_refused_in_one_sentence()
    {
        var (shape, v, statistics) = (new WeightShape(2, 3), new float[6], new float[4]);
        Refused("takes L1, L2 or LInf, not TopK", () => WeightNorm.Forward<float>(Norm.TopK, shape, v, v, [], 1, statistics));
        Refused("rho is -1", () => WeightNorm.Forward<float>(Norm.L1, shape, v, v, [], -1, statistics));
        Refused("rho is NaN", () => WeightNorm.Forward<float>(Norm.L1, shape, v, v, [], float.NaN, statistics));
        Refused("g has 3 elements; the shape needs 2", () => WeightNorm.Forward<float>(Norm.L1, shape, v, v, new float[3], 1, statistics));
        Refused("statistics has 2 elements; the shape needs 4", () => WeightNorm.Forward<float>(Norm.L1, shape, v, v, [], 1, new float[2]));
        Refused("dw has 5 elements; the shape needs 6", () => WeightNorm.Backward<float>(Norm.L1, shape, v, new float[5], v, [], 1, statistics, []));
        Refused("0 rows", () => WeightNorm.BoundedRho<float>(Norm.L1, default, []));
        Refused("type Int32", () => WeightNorm.Forward<int>(Norm.L1, shape, new int[6], new int[6], [], 1, statistics));
        Refused("no dimensions", () => WeightShape.FromDimensions([]));
        Refused("at least one element", () => WeightShape.FromDimensions([3, 0]));
        Assert.Equal(new WeightShape(4, 27), WeightShape.FromDimensions([4, 3, 3, 3]));
        Assert.Equal(new WeightShape(4, 1), WeightShape.FromDimensions([4]));

        static void Refused(string part, Action call) =>
            Assert.Contains(part, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
    }
}
