namespace TorchSharp.Tests;

public class TensorTests : TorchTests
{
    public static TheoryData<string, Func<Tensor>, long[], ScalarType> Creations => new()
    {
        { "empty", () => empty(2, 3), [2, 3], float32 },
        { "zeros of a shape", () => zeros([2, 0, 3], dtype: int64), [2, 0, 3], int64 },
        { "a scalar", () => tensor(3.5f), [], float32 },
        { "a scalar in double", () => tensor(3.5), [], float64 },
        { "an array", () => tensor(new float[] { 1, 2 }), [2], float32 },
        { "a converted array", () => tensor(new float[] { 1, 2 }, dtype: float16), [2], float16 },
        { "a matrix", () => tensor(new long[,] { { 1, 2, 3 }, { 4, 5, 6 } }), [2, 3], int64 },
        { "halves", () => tensor(new[] { (Half)1.5f }), [1], float16 },
        { "a list", () => tensor(new List<int> { 1, 2, 3 }), [3], int32 },
        { "an array with a shape", () => tensor(new float[6], [2, 3]), [2, 3], float32 },
        { "full of a real", () => full(2, 2, 0.5), [2, 2], float32 },
        { "full of an integer", () => full(2, 2, 1), [2, 2], int64 },
        { "integers in a row", () => arange(5), [5], int64 },
        { "reals in a row", () => arange(0, 1, 0.25), [4], float32 },
        { "a permutation", () => randperm(4), [4], int64 },
        { "random integers", () => randint(0, 5, [2, 2]), [2, 2], int64 },
    };

    [SkippableTheory]
    [MemberData(nameof(Creations))]
    public void A_factory_gives_its_shape_and_type(string name, Func<Tensor> create, long[] shape, ScalarType type)
    {
        using Tensor made = create();
        Assert.Equal(shape, made.shape);
        Assert.True(type == made.dtype, $"{name}: {made.dtype}");
        Assert.Equal(shape.Aggregate(1L, (product, size) => product * size), made.numel());
    }

    [SkippableFact]
    public void An_array_comes_back_in_order()
    {
        var values = new float[,,] { { { 1, 2 }, { 3, 4 } }, { { 5, 6 }, { 7, 8 } } };
        using Tensor cube = tensor(values);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], Values(cube));
        Assert.Equal(values, cube.data<float>().ToNDArray());
        Assert.Equal([1, 3, 5, 7, 2, 4, 6, 8], cube.permute(2, 0, 1).data<float>().ToArray());
    }

    [SkippableFact]
    public void Seeded_numbers_repeat()
    {
        manual_seed(7);
        using Tensor first = randn(5);
        manual_seed(7);
        using Tensor second = randn(5);
        Assert.True(first.Equals(second));
        using var own = new Generator(7);
        Assert.True(first.Equals(randn(5, generator: own)));
    }

    [SkippableFact]
    public void The_state_of_the_generator_can_be_set_back()
    {
        using Tensor state = random.get_rng_state();
        using Tensor first = rand(3);
        random.set_rng_state(state);
        Assert.True(first.Equals(rand(3)));
    }

    [SkippableTheory]
    [InlineData(1.0f)]
    [InlineData(65504f)]
    [InlineData(5.9604645e-8f)]
    [InlineData(float.PositiveInfinity)]
    public void A_half_goes_through_a_tensor_unchanged(float value)
    {
        using Tensor one = tensor(new[] { (Half)value });
        Assert.Equal((Half)value, one.item<Half>());
        Assert.Equal(value, one.to(float32).item<float>());
    }

    [SkippableFact]
    public void Bytes_are_the_memory_itself()
    {
        using Tensor two = tensor(new short[] { 1, 0x0203 }.Select(value => (int)value).ToArray()).to(int16);
        Assert.Equal(new byte[] { 1, 0, 3, 2 }, two.bytes.ToArray());
        two.bytes = new byte[] { 5, 0, 6, 0 };
        Assert.Equal(11, two.sum().ToInt32());
    }

    [SkippableFact]
    public void Writing_through_an_accessor_writes_the_tensor()
    {
        using Tensor matrix = zeros(2, 3);
        matrix.t().data<float>()[2, 1] = 7;
        Assert.Equal(7, matrix[1, 2].item<float>());
        matrix.t().data<float>().CopyFrom([1, 2, 3, 4, 5, 6]);
        Assert.Equal([1, 3, 5, 2, 4, 6], Values(matrix));
    }

    [SkippableFact]
    public void Text_says_shape_type_and_values()
    {
        using Tensor matrix = tensor(new float[,] { { 1, 2 }, { 3, 4.5f } });
        Assert.Equal("[2x2], type = Float32, device = cpu", matrix.ToString());
        Assert.Equal("[[1, 2], [3, 4.5]]", matrix.ToString(TensorStringStyle.Numpy));
    }
}
