using TorchSharp;
using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class ConversionTests : LibtorchTest
{
    [SkippableFact]
    public void Batch_norms_of_a_Sequential_are_replaced_with_what_they_learned()
    {
        using var model = nn.Sequential(("conv", nn.Conv2d(1, 4, 3)), ("norm", nn.BatchNorm2d(4, 1e-3, 0.2)), ("rest", nn.Sequential(nn.ReLU(), nn.BatchNorm2d(4))));
        using (no_grad())
        {
            model.call(randn(8, 1, 9, 9) * 3);
            model.get_parameter("norm.weight")!.copy_(rand(4));
        }

        var before = model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone(), StringComparer.Ordinal);
        var converted = NormConversion.ConvertBatchNorm(model, Norm.L1);
        var norms = converted.modules().OfType<Modules.BatchNorm2d>().ToList();
        Assert.Equal(2, norms.Count);
        Assert.All(norms, norm => Assert.Equal(Norm.L1, norm.norm));
        Assert.Equal((1e-3, 0.2), (norms[0].Options.Epsilon, norms[0].Options.Momentum!.Value));
        foreach (var (key, tensor) in converted.state_dict())
            TensorAssert.Same(key.EndsWith("running_scale", StringComparison.Ordinal) ? before[key.Replace("_scale", "_var", StringComparison.Ordinal)].sqrt() : before[key], tensor);
        Assert.Equal(before.Keys.Select(key => key.Replace("_var", "_scale", StringComparison.Ordinal)).Order(StringComparer.Ordinal), converted.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void Conversion_back_and_forth_keeps_the_variance()
    {
        using var model = nn.Sequential(BatchNorm1d(4, norm: Norm.L2));
        model.call(randn(16, 4) * 5);
        var variance = model.state_dict()["0.running_var"].clone();
        var back = NormConversion.ConvertBatchNorm(NormConversion.ConvertBatchNorm(model, Norm.TopK, k: 3), Norm.L2);
        TensorAssert.Close(variance, back.state_dict()["0.running_var"], Tolerance.Single);
    }

    [SkippableFact]
    public void L2_conversion_gives_the_same_outputs()
    {
        using var model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4));
        model.call(randn(8, 1, 9, 9));
        model.eval();
        var x = randn(8, 1, 9, 9);
        var expected = model.call(x);
        var converted = NormConversion.ConvertBatchNorm(model, Norm.L2);
        Assert.All(converted.modules(), module => Assert.False(module.training));
        TensorAssert.Close(expected, converted.call(x), Tolerance.Single);
    }

    [SkippableFact]
    public void Nothing_changes_where_the_norm_is_right_already()
    {
        using var model = nn.Sequential(nn.Conv2d(1, 4, 3), BatchNorm2d(4, norm: Norm.LInf));
        Assert.Same(model, NormConversion.ConvertBatchNorm(model, Norm.LInf));
    }

    [SkippableFact]
    public void A_custom_module_is_changed_in_place_and_keeps_the_order_of_its_parameters()
    {
        using var model = new Custom();
        var names = model.named_parameters().Select(pair => pair.name).ToList();
        Assert.Same(model, NormConversion.ConvertBatchNorm(model, Norm.L1));
        Assert.Same(model, HalfPrecision.Convert(model));
        Assert.Equal(names, model.named_parameters().Select(pair => pair.name).ToList());
        var y = model.call(randn(4, 1, 8, 8).to(ScalarType.Float16));
        Assert.Equal(ScalarType.Float16, y.dtype);
        y.to(ScalarType.Float32).square().sum().backward();
        Assert.All(model.parameters(), parameter => Assert.NotNull(parameter.grad));
        Assert.Equal(3, model.modules().OfType<Modules.BatchNorm2d>().Count());
    }

    [SkippableFact]
    public void A_field_of_a_sealed_type_is_named()
    {
        using var model = nn.Sequential(("inner", new Sealed()));
        var error = Assert.Throws<NotSupportedException>(() => HalfPrecision.Convert(model));
        Assert.Contains("inner.convolution (Conv2d)", error.Message, StringComparison.Ordinal);
        Assert.Contains("declare it as Module<Tensor, Tensor>", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_convolution_without_a_half_form_is_named()
    {
        using var model = nn.Sequential(("first", nn.Conv2d(1, 4, 3, 1, 1, 1, PaddingModes.Reflect)));
        Assert.Contains("first (Conv2d)", Assert.Throws<NotSupportedException>(() => HalfPrecision.Convert(model)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_half_model_computes_what_the_FP32_model_does()
    {
        using var model = nn.Sequential(
            nn.Conv2d(1, 4, 3, 1, 1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 8, 3), BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3));
        var x = randn(16, 1, 10, 10).to(ScalarType.Float16);
        var expected = model.call(x.to(ScalarType.Float32));
        var half = HalfPrecision.Convert(model);
        var y = half.call(x);
        Assert.Equal(ScalarType.Float16, y.dtype);

        // Ten layers, each rounding to half once: errors add up to a few ulps.
        TensorAssert.Close(expected, y, 8 * Tolerance.HalfUlps);
        foreach (var (key, tensor) in half.state_dict())
        {
            var wanted = key.EndsWith("tracked", StringComparison.Ordinal) ? ScalarType.Int64
                : key.StartsWith("1.", StringComparison.Ordinal) || key.StartsWith("5.", StringComparison.Ordinal) ? ScalarType.Float32 : ScalarType.Float16;
            Assert.Equal((key, wanted), (key, tensor.dtype));
        }
    }

    [SkippableFact]
    public void A_layer_used_twice_stays_one_layer()
    {
        var shared = nn.BatchNorm1d(3);
        using var model = nn.Sequential(("a", shared), ("b", shared));
        var children = NormConversion.ConvertBatchNorm(model, Norm.L1).children().ToList();
        Assert.Same(children[0], children[1]);
    }

    /// <summary>Layers in a field, an array, a list and a ModuleList.</summary>
    private sealed class Custom : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> first = nn.Conv2d(1, 4, 3);
        private readonly nn.Module<Tensor, Tensor>[] array = [nn.BatchNorm2d(4)];
        private readonly List<nn.Module<Tensor, Tensor>> list = [nn.BatchNorm2d(4)];
        private readonly TorchSharp.Modules.ModuleList<nn.Module<Tensor, Tensor>> more = nn.ModuleList<nn.Module<Tensor, Tensor>>(nn.BatchNorm2d(4), nn.ReLU());

        public Custom()
            : base(nameof(Custom))
        {
            register_module("second", array[0]);
            register_module("third", list[0]);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = list[0].call(array[0].call(first.call(input)));
            foreach (var layer in more)
                x = layer.call(x);
            return x;
        }
    }

    private sealed class Sealed : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Conv2d convolution = nn.Conv2d(1, 4, 3);

        public Sealed()
            : base(nameof(Sealed)) => RegisterComponents();

        public override Tensor forward(Tensor input) => convolution.call(input);
    }
}
