using NormGpu.Reference;
using TorchSharp;
using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class WeightNormTests : LibtorchTest
{
    private static readonly Norm[] Norms = [Norm.L1, Norm.L2, Norm.LInf];

    public static TheoryData<Norm, string, bool> Layers()
    {
        var data = new TheoryData<Norm, string, bool>();
        foreach (var norm in Norms)
        {
            foreach (var kind in new[] { "linear", "conv1d", "conv2d", "conv3d", "grouped" })
            {
                data.Add(norm, kind, false);
                data.Add(norm, kind, true);
            }
        }

        return data;
    }

    [SkippableTheory, MemberData(nameof(Layers))]
    public void Output_and_gradients_are_those_of_the_formula_in_double(Norm norm, string kind, bool learned)
    {
        var (source, x) = Make(kind);
        var plain = Make(kind).Layer;
        using Modules.NormalizedLayer layer = learned ? WeightNorm(source, norm) : BoundedWeightNorm(source, norm);
        var y = layer.call(x);
        var dy = randn(y.shape);
        y.backward([dy]);

        var v = layer.weight_v.detach().to(ScalarType.Float64).requires_grad_();
        var gain = Gain(layer).detach().to(ScalarType.Float64).requires_grad_();
        var w = Compose(v, gain, norm);
        plain.to(ScalarType.Float64);
        using (no_grad())
        {
            plain.get_parameter("weight")!.copy_(w);
            plain.get_parameter("bias")!.copy_(layer.bias!);
        }

        var expected = plain.call(x.to(ScalarType.Float64));
        expected.backward([dy.to(ScalarType.Float64)]);
        w.backward([plain.get_parameter("weight")!.grad!]);

        TensorAssert.Close(w, layer.Weight(), Tolerance.Single);
        TensorAssert.Close(expected, y, Tolerance.SingleSum);
        TensorAssert.Close(v.grad!, layer.weight_v.grad, Tolerance.SingleSum);
        if (layer is Modules.WeightNorm { weight_g: var g })
            TensorAssert.Close(gain.grad!, g.grad, Tolerance.SingleSum);
    }

    [SkippableTheory]
    [InlineData(Norm.L1)]
    [InlineData(Norm.L2)]
    [InlineData(Norm.LInf)]
    public void Gradients_are_the_differences_of_the_function_in_double(Norm norm)
    {
        using var layer = WeightNorm(nn.Linear(5, 3, false), norm);
        var dw = randn(3, 5);
        layer.Weight().backward([dw]);
        var formula = Enum.Parse<RowNorm>(norm.ToString());
        for (var row = 0; row < 3; row++)
        {
            var v = TensorAssert.Values(layer.weight_v[row]).ToArray();
            var dy = TensorAssert.Values(dw[row]).ToArray();
            var gain = TensorAssert.Values(layer.weight_g)[row];
            var dv = GradientCheck.Numeric(at => DoubleWeightNorm.Forward(formula, at, gain), v, dy, 1e-6);
            var dg = GradientCheck.Numeric(at => DoubleWeightNorm.Forward(formula, v, at[0]), [gain], dy, 1e-6);
            TensorAssert.Close(tensor(dv), layer.weight_v.grad![row], Tolerance.SingleSum);
            Assert.Equal(dg[0], TensorAssert.Values(layer.weight_g.grad!)[row], 1e-5);
        }
    }

    [SkippableFact]
    public void The_learned_form_starts_as_the_layer_that_it_came_from()
    {
        foreach (var norm in Norms)
        {
            var source = nn.Conv2d(2, 4, 3);
            var x = randn(2, 2, 6, 6);
            var expected = source.call(x);
            using var layer = WeightNorm(source, norm);
            TensorAssert.Close(expected, layer.call(x), Tolerance.SingleSum);
        }
    }

    [SkippableTheory]
    [InlineData(Norm.L1, 5.0)] // (3 + 7)/2
    [InlineData(Norm.L2, 3.8729833)] // sqrt((1 + 4 + 9 + 16)/2)
    [InlineData(Norm.LInf, 4.0)]
    public void Rho_is_the_norm_of_all_weights_over_the_outputs(Norm norm, double rho)
    {
        var source = nn.Linear(2, 2);
        using (no_grad())
            source.weight.copy_(tensor(new float[] { 1, -2, 3, 4 }).reshape(2, 2));
        using var layer = BoundedWeightNorm(source, norm);
        Assert.Equal(rho, layer.weight_rho.item<float>(), 1e-6);
        Assert.Equal("bias weight_rho weight_v", string.Join(' ', layer.state_dict().Keys.Order(StringComparer.Ordinal)));
        var size = norm switch
        {
            Norm.L1 => layer.Weight().abs().sum(1),
            Norm.L2 => layer.Weight().square().sum(1).sqrt(),
            _ => layer.Weight().abs().amax(1),
        };
        TensorAssert.Close(full([2], rho, ScalarType.Float64), size, Tolerance.Single);
    }

    [SkippableFact]
    public void Keys_and_shapes_are_PyTorchs()
    {
        using var layer = WeightNorm(nn.Conv2d(2, 4, 3));
        var shapes = layer.state_dict().Select(pair => $"{pair.Key} ({string.Join(", ", pair.Value.shape)})").Order(StringComparer.Ordinal);
        Assert.Equal("bias (4) weight_g (4, 1, 1, 1) weight_v (4, 2, 3, 3)", string.Join(' ', shapes));
        Assert.Equal(3, layer.parameters().Count());
    }

    [SkippableFact]
    public void A_whole_model_is_bounded_trained_in_half_and_baked()
    {
        var model = NormConversion.BoundWeights(
            nn.Sequential(("conv", nn.Conv2d(1, 4, 3)), ("norm", nn.BatchNorm2d(4)), ("relu", nn.ReLU()), ("flatten", nn.Flatten()), ("linear", nn.Linear(4 * 36, 3))), Norm.L1);
        var half = HalfPrecision.Convert(model);
        Assert.Equal(2, half.modules().OfType<Modules.BoundedWeightNorm>().Count());
        Assert.Equal(ScalarType.Float16, half.get_parameter("conv.weight_v")!.dtype);
        Assert.Equal(ScalarType.Float32, half.get_buffer("conv.weight_rho")!.dtype);
        using var optimizer = new MasterSgd(ParameterGroups.WithWeightDecay(half, 0), 0.1);
        var x = randn(8, 1, 8, 8).to(ScalarType.Float16);
        var first = half.call(x).to(ScalarType.Float32).square().sum();
        first.backward();
        Assert.All(half.parameters(), parameter => Assert.NotNull(parameter.grad));
        optimizer.step();

        half.eval();
        var y = half.call(x);
        var baked = NormConversion.BakeWeights(half);
        Assert.Empty(baked.modules().OfType<Modules.NormalizedLayer>());
        Assert.NotNull(baked.get_parameter("linear.weight"));
        Assert.All(baked.modules(), module => Assert.False(module.training));
        TensorAssert.Same(y, baked.call(x));
    }

    [SkippableFact]
    public void Layers_can_be_left_out_by_name()
    {
        var model = NormConversion.NormalizeWeights(nn.Sequential(("a", nn.Linear(2, 2)), ("b", nn.Linear(2, 2))), Norm.L2, where: path => path is not "b");
        Assert.IsType<Modules.WeightNorm>(model.children().First());
        Assert.IsType<TorchSharp.Modules.Linear>(model.children().Last());
    }

    [SkippableFact]
    public void What_has_no_normalized_form_is_refused()
    {
        Assert.Contains("neither a linear layer nor a convolution", Assert.Throws<ArgumentException>(() => WeightNorm(nn.ReLU())).Message, StringComparison.Ordinal);
        Assert.Contains("not TopK", Assert.Throws<ArgumentException>(() => WeightNorm(nn.Linear(2, 2), Norm.TopK)).Message, StringComparison.Ordinal);
        var zeros = nn.Linear(2, 2);
        using (no_grad())
            zeros.weight.zero_();
        Assert.Contains("all zeros", Assert.Throws<ArgumentException>(() => BoundedWeightNorm(zeros)).Message, StringComparison.Ordinal);
    }

    private static Tensor Gain(Modules.NormalizedLayer layer) => layer switch
    {
        Modules.WeightNorm learned => learned.weight_g,
        Modules.BoundedWeightNorm bounded => bounded.weight_rho,
        _ => throw new InvalidOperationException(),
    };

    private static Tensor Compose(Tensor v, Tensor gain, Norm norm)
    {
        var rows = v.flatten(1);
        var size = norm switch
        {
            Norm.L1 => rows.abs().sum(1),
            Norm.L2 => rows.square().sum(1).sqrt(),
            _ => rows.abs().max(1).values,
        };
        long[] perRow = [v.shape[0], .. Enumerable.Repeat(1L, v.shape.Length - 1)];
        return v / size.reshape(perRow) * gain;
    }

    private static (nn.Module<Tensor, Tensor> Layer, Tensor X) Make(string kind) => kind switch
    {
        "linear" => (nn.Linear(7, 5), randn(3, 7)),
        "conv1d" => (nn.Conv1d(2, 4, 3, 2, 1), randn(2, 2, 9)),
        "conv2d" => (nn.Conv2d(2, 4, 3, 1, 1), randn(2, 2, 6, 5)),
        "conv3d" => (nn.Conv3d(1, 2, 2), randn([2, 1, 4, 3, 3])),
        _ => (nn.Conv2d(4, 4, 3, 1, 1, 1, PaddingModes.Zeros, 2), randn(2, 4, 5, 5)),
    };
}
