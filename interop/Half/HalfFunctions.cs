using NormGpu.Torch.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>
/// Operations that work on half tensors on every device: on the CPU they compute in FP32 on the half values and round the result to half, elsewhere and
/// on FP32 tensors they are libtorch's own. For models whose forward calls functions instead of modules.
/// </summary>
public static class HalfFunctions
{
    /// <summary>E[max(x, 0)] for standard Gaussian x.</summary>
    private static readonly double MeanOfRelu = Math.Sqrt(1 / (2 * Math.PI));

    /// <summary>The standard deviation of max(x, 0), likewise.</summary>
    private static readonly double DeviationOfRelu = Math.Sqrt(0.5 * (1 - 1 / Math.PI));

    /// <summary>Convolution over 1, 2 or 3 spatial dimensions, as many as strides are given.</summary>
    /// <remarks>On the CPU a convolution of half images over 2 dimensions is computed in channels-last order, in which oneDNN is fastest; the result has the order of x.</remarks>
    /// <param name="x">(N, C, …), or one image of (C, …).</param>
    /// <param name="weight">(outputs, C/groups, …).</param>
    /// <param name="bias">(outputs), or null.</param>
    /// <param name="stride">One number a spatial dimension.</param>
    /// <param name="padding">One number a spatial dimension.</param>
    /// <param name="dilation">One number a spatial dimension.</param>
    /// <param name="groups">1 or more.</param>
    /// <exception cref="ArgumentException">Not 1 to 3 spatial dimensions.</exception>
    public static Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, long[] stride, long[] padding, long[] dilation, long groups = 1) => stride.Length switch
    {
        1 => Convolution(t => nn.functional.conv1d(t[0]!, t[1]!, t[2], stride[0], padding[0], dilation[0], groups), new(stride, padding, dilation, groups), x, weight, bias),
        2 => Convolution(t => nn.functional.conv2d(t[0]!, t[1]!, t[2], stride, padding, dilation, groups), new(stride, padding, dilation, groups), x, weight, bias),
        3 => Convolution(t => nn.functional.conv3d(t[0]!, t[1]!, t[2], stride, padding, dilation, groups), new(stride, padding, dilation, groups), x, weight, bias),
        _ => throw new ArgumentException($"A convolution has 1 to 3 spatial dimensions, but {stride.Length} strides were given."),
    };

    /// <summary>x·weightᵀ + bias.</summary>
    /// <param name="x">(…, inputs).</param>
    /// <param name="weight">(outputs, inputs).</param>
    /// <param name="bias">(outputs), or null.</param>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null)
        => Half.HalfOperation.Run(t => nn.functional.linear(t[0]!, t[1]!, t[2]), x, weight, bias);

    /// <summary>max(x, 0); NaN passes.</summary>
    public static Tensor Relu(Tensor x) => Half.HalfOperation.Needs(x) ? Half.HalfRelu.Run(x) : x.relu();

    /// <summary>
    /// (max(x, 0) − sqrt(1/(2·pi)))/sqrt((1 − 1/pi)/2): ReLU with mean 0 and variance 1 for standard Gaussian x. Its gradient is 1/sqrt((1 − 1/pi)/2) where x is
    /// above 0, else 0. NaN passes. Source: "Norm matters", section 4.
    /// </summary>
    public static Tensor TRelu(Tensor x) => Half.HalfOperation.Run(t => (t[0]!.relu() - MeanOfRelu) / DeviationOfRelu, x);

    /// <summary>max(left + right, 0), the end of a residual block; NaN passes.</summary>
    /// <param name="left">Any shape.</param>
    /// <param name="right">Of the same shape.</param>
    public static Tensor AddRelu(Tensor left, Tensor right) => Half.HalfOperation.Needs(left) && Half.HalfOperation.Needs(right) && left.shape.AsSpan().SequenceEqual(right.shape)
        ? Half.HalfAddRelu.Run(left, right)
        : Relu(left.add(right));

    /// <summary>
    /// Two handles of one tensor, for what goes two ways, as into a residual block and past it. The gradients of both meet in one fast sum of halves;
    /// where a tensor itself is used twice, libtorch adds them element by element.
    /// </summary>
    /// <param name="x">Any shape.</param>
    public static (Tensor First, Tensor Second) Branch(Tensor x) => Half.HalfOperation.Needs(x) ? Half.HalfBranch.Run(x) : (x.alias(), x.alias());

    /// <summary>Any operation that gives the same result each time, such as a pool: <c>Apply(x, t => nn.functional.max_pool2d(t, 2))</c>. Not for dropout.</summary>
    /// <param name="x">Input.</param>
    /// <param name="operation">The operation on FP32 values.</param>
    public static Tensor Apply(Tensor x, Func<Tensor, Tensor> operation) => Half.HalfOperation.Run(t => operation(t[0]!), x);

    private static Tensor Convolution(Func<Tensor?[], Tensor> operation, ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor? bias)
        => Half.HalfOperation.Run(
            new Half.HalfCall(
                operation,
                x.Dimensions == weight.Dimensions ? (inputs, grad, wanted) => Half.ConvolutionGradient.Of(geometry, inputs, grad, wanted) : null,
                inputs: 3,
                channelsLast: true),
            x, weight, bias);
}
