using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

/// <summary>Comparisons of tensors by value, whatever their type and strides.</summary>
internal static class TensorAssert
{
    public static double[] Values(Tensor? tensor)
    {
        Assert.NotNull(tensor);
        using var wide = tensor.detach().to(ScalarType.Float64).contiguous();
        return wide.data<double>().ToArray();
    }

    public static void Close(Tensor expected, Tensor? actual, double tolerance)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.shape, actual.shape);
        var (wanted, found) = (Values(expected), Values(actual));
        var limit = tolerance * wanted.Max(Math.Abs);
        for (var i = 0; i < wanted.Length; i++)
            Assert.True(Math.Abs(wanted[i] - found[i]) <= limit, $"element {i}: expected {wanted[i]:R}, got {found[i]:R}, tolerance {limit:R}");
    }

    public static void Same(Tensor expected, Tensor? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(Values(expected), Values(actual));
    }
}
