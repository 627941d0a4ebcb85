using System.Collections.Concurrent;
using System.Globalization;
using NormGpu.Torch.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Half;

/// <summary>The gradients of a convolution without running it again: libtorch's convolution_backward, which TorchSharp reaches through TorchScript only.</summary>
internal static class ConvolutionGradient
{
    private const string Function = "gradients";

    private static readonly string[] Names = ["x", "weight", "bias"];

    private static readonly ConcurrentDictionary<string, jit.CompilationUnit> Compiled = new(StringComparer.Ordinal);

    /// <summary>Those of the inputs that want one, in the order x, weight, bias.</summary>
    /// <param name="geometry">Where the windows lie.</param>
    /// <param name="inputs">x of (N, C, …), weight of (outputs, C/groups, …), bias or null.</param>
    /// <param name="grad">Of the result.</param>
    /// <param name="wanted">One an input.</param>
    public static IList<Tensor> Of(ConvolutionGeometry geometry, Tensor?[] inputs, Tensor grad, bool[] wanted)
        => Compiled.GetOrAdd(Script(geometry, wanted), jit.compile).invoke<Tensor[]>(Function, grad, inputs[0]!, inputs[1]!);

    /// <summary>Geometry stands in the script: its arguments can be tensors and numbers, no lists.</summary>
    private static string Script(ConvolutionGeometry geometry, bool[] wanted)
    {
        var results = string.Join(", ", Names.Where((_, i) => wanted[i]).Select(name => "of_" + name));
        return string.Create(CultureInfo.InvariantCulture, $"""
            def {Function}(grad, x, weight):
                of_x, of_weight, of_bias = torch.convolution_backward(grad, x, weight, [weight.size(0)], {List(geometry.Stride)}, {List(geometry.Padding)}, {List(geometry.Dilation)}, False, {List(geometry.Stride.Select(_ => 0L))}, {geometry.Groups}, {List(wanted)})
                return [{results}]

            """);
    }

    private static string List<T>(IEnumerable<T> values) => $"[{string.Join(", ", values)}]";
}
