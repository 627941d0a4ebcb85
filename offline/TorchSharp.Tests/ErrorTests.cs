using System.Runtime.InteropServices;

namespace TorchSharp.Tests;

public class ErrorTests : TorchTests
{
    public static TheoryData<string, Action, string> TorchErrors => new()
    {
        { "shapes that do not fit", () => ones(2, 3).matmul(ones(2, 3)), "cannot be multiplied" },
        { "a view of another size", () => ones(4).view(3), "shape '[3]' is invalid for input of size 4" },
        { "a dimension out of range", () => ones(2).sum(3), "Dimension out of range" },
        { "a gradient of integers", () => ones(2, dtype: int64).requires_grad_(), "floating point" },
        { "a leaf changed in place", () => ones(2).requires_grad_().add_(1), "leaf Variable" },
        { "a backward without a graph", () => ones(1).backward(), "does not require grad" },
        { "half convolution on the CPU", () => nn.functional.conv2d(ones(1, 1, 3, 3, dtype: float16), ones(1, 1, 3, 3, dtype: float16)), "not implemented for 'Half'" },
    };

    [SkippableTheory]
    [MemberData(nameof(TorchErrors))]
    public void An_error_of_libtorch_is_an_exception_with_its_message(string name, Action action, string message)
    {
        using DisposeScope scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(action);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(error.Message.Contains("frame #", StringComparison.Ordinal), name);
    }

    public static TheoryData<string, Action, Type, string> Misuses => new()
    {
        { "a disposed tensor", Disposed, typeof(InvalidOperationException), "empty handle" },
        { "data of another type", () => ones(1).data<long>(), typeof(ArgumentException), "Float32" },
        { "item of many", () => ones(2).item<float>(), typeof(ArgumentException), "must be 1" },
        { "item of another type", () => ones(1).item<double>(), typeof(ArgumentException), "Float32" },
        { "bytes out of order", () => _ = ones(2, 2).t().bytes.Length, typeof(InvalidOperationException), "contiguous" },
        { "an array that does not fit its shape", () => tensor(new float[3], [2, 2]), typeof(ArgumentException), "3 elements" },
        { "names", () => ones([1], names: ["N"]), typeof(NotSupportedException), "Named dimensions" },
        { "an unknown device", () => torch.device("tpu"), typeof(ArgumentException), "tpu" },
        { "a size out of range", () => ones(2).size(1), typeof(ArgumentOutOfRangeException), "1 dimensions" },
        { "CUDA, which is not here", () => nn.Linear(1, 1).to(new Device("cuda")), typeof(InvalidOperationException), "CUDA" },
    };

    [SkippableTheory]
    [MemberData(nameof(Misuses))]
    public void A_misuse_is_one_clear_sentence(string name, Action action, Type type, string message)
    {
        using DisposeScope scope = NewDisposeScope();
        Exception error = Assert.Throws(type, action);
        Assert.True(error.Message.Contains(message, StringComparison.Ordinal), $"{name}: {error.Message}");
    }

    private static void Disposed()
    {
        Tensor tensor = ones(1);
        tensor.Dispose();
        tensor.add(1);
    }
}
