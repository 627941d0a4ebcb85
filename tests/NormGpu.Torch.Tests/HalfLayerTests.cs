using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace NormGpu.Torch.Tests;

public class HalfLayerTests : LibtorchTest
{
    /// <summary>Operations of x, weight and bias in both forms: ours, and libtorch's to be run in FP32.</summary>
    private static readonly Dictionary<string, (long[] X, long[]? Weight, Func<Tensor, Tensor, Tensor, Tensor> Ours, Func<Tensor, Tensor, Tensor, Tensor> Single)> Operations = new(StringComparer.Ordinal)
    {
        ["conv1d"] = ([2, 3, 9], [4, 3, 3], (x, w, b) => HalfFunctions.Convolution(x, w, b, [2], [1], [1]), (x, w, b) => F.conv1d(x, w, b, 2, 1)),
        ["conv2d"] = ([2, 3, 9, 8], [4, 3, 3, 3], (x, w, b) => HalfFunctions.Convolution(x, w, b, [2, 1], [1, 0], [1, 1]), (x, w, b) => F.conv2d(x, w, b, [2, 1], [1, 0])),
        ["conv2d in groups"] = ([2, 4, 9, 8], [4, 2, 3, 3], (x, w, b) => HalfFunctions.Convolution(x, w, b, [1, 1], [0, 0], [2, 2], 2), (x, w, b) => F.conv2d(x, w, b, [1, 1], [0, 0], [2, 2], 2)),
        ["conv2d of one image"] = ([3, 9, 8], [4, 3, 3, 3], (x, w, b) => HalfFunctions.Convolution(x, w, b, [2, 2], [1, 1], [1, 1]), (x, w, b) => F.conv2d(x, w, b, [2, 2], [1, 1])),
        ["conv3d"] = ([1, 2, 4, 5, 6], [4, 2, 2, 2, 2], (x, w, b) => HalfFunctions.Convolution(x, w, b, [1, 1, 1], [0, 0, 0], [1, 1, 1]), (x, w, b) => F.conv3d(x, w, b)),
        ["linear"] = ([5, 7], [4, 7], HalfFunctions.Linear, (x, w, b) => F.linear(x, w, b)),
        ["linear over more dimensions"] = ([2, 3, 7], [4, 7], HalfFunctions.Linear, (x, w, b) => F.linear(x, w, b)),
        ["relu"] = ([5, 7], null, (x, _, _) => HalfFunctions.Relu(x), (x, _, _) => x.relu()),
        ["max pool"] = ([2, 3, 8, 8], null, (x, _, _) => HalfLayers.MaxPool2d(2).call(x), (x, _, _) => F.max_pool2d(x, 2)),
        ["avg pool"] = ([2, 3, 8, 8], null, (x, _, _) => HalfLayers.AvgPool2d(2).call(x), (x, _, _) => F.avg_pool2d(x, 2)),
        ["adaptive avg pool"] = ([2, 3, 7, 7], null, (x, _, _) => HalfLayers.AdaptiveAvgPool2d(1).call(x), (x, _, _) => F.adaptive_avg_pool2d(x, 1)),
    };

    public static TheoryData<string, ScalarType> Cases()
    {
        var data = new TheoryData<string, ScalarType>();
        foreach (var name in Operations.Keys)
        {
            data.Add(name, ScalarType.Float16);
            data.Add(name, ScalarType.Float32);
        }

        return data;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void A_half_layer_is_the_FP32_layer_on_half_values_rounded_once(string name, ScalarType type)
    {
        var (shape, weightShape, ours, single) = Operations[name];
        Tensor Leaf(long[] size) => randn(size).to(type).requires_grad_();
        var (x, weight, bias) = (Leaf(shape), Leaf(weightShape ?? [1]), Leaf([weightShape?[0] ?? 1]));
        var (wideX, wideWeight, wideBias) = (Wide(x), Wide(weight), Wide(bias));
        var (y, expected) = (ours(x, weight, bias), single(wideX, wideWeight, wideBias));
        var dy = randn(expected.shape).to(type);
        y.backward([dy]);
        expected.backward([dy.to(ScalarType.Float32)]);
        TensorAssert.Same(expected.to(type), y);
        TensorAssert.Same(wideX.grad!.to(type), x.grad);
        if (weightShape is null)
            return;
        TensorAssert.Same(wideWeight.grad!.to(type), weight.grad);
        TensorAssert.Same(wideBias.grad!.to(type), bias.grad);
    }

    [SkippableFact]
    public void Relu_agrees_with_FP32_on_every_half()
    {
        var bits = Enumerable.Range(0, 65536).Select(i => BitConverter.UInt16BitsToHalf((ushort)i)).ToArray();
        var x = tensor(bits.Select(half => (float)half).ToArray()).to(ScalarType.Float16).requires_grad_();
        var dy = arange(65536, ScalarType.Float32).sub(30000f.ToScalar()).to(ScalarType.Float16);
        var y = HalfFunctions.Relu(x);
        y.backward([dy]);
        var (found, gradient, upstream) = (TensorAssert.Values(y), TensorAssert.Values(x.grad), TensorAssert.Values(dy));
        for (var i = 0; i < bits.Length; i++)
        {
            var value = (double)bits[i];
            Assert.Equal(double.IsNaN(value) ? double.NaN : Math.Max(value, 0), found[i]);
            Assert.Equal(value > 0 || double.IsNaN(value) ? upstream[i] : 0, gradient[i]);
        }
    }

    [SkippableFact]
    public void Relu_handles_tails_and_strides()
    {
        foreach (var length in new long[] { 1, 15, 17, 63, 300_001 })
        {
            var x = randn([length, 2]).to(ScalarType.Float16).transpose(0, 1).requires_grad_();
            var y = HalfFunctions.Relu(x);
            TensorAssert.Same(x.to(ScalarType.Float32).relu().to(ScalarType.Float16), y);
            y.sum().backward();
            TensorAssert.Same((x.to(ScalarType.Float32) > 0).to(ScalarType.Float16), x.grad);
        }
    }

    [SkippableFact]
    public void Channels_last_images_give_the_same_convolution()
    {
        var x = randn(2, 3, 9, 8).to(ScalarType.Float16);
        var weight = randn(4, 3, 3, 3).to(ScalarType.Float16);
        var held = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        TensorAssert.Close(HalfFunctions.Convolution(x, weight, null, [1, 1], [1, 1], [1, 1]), HalfFunctions.Convolution(held, weight, null, [1, 1], [1, 1], [1, 1]), Tolerance.HalfUlps);
    }

    /// <summary>Large enough for oneDNN, which is given channels-last tensors.</summary>
    [SkippableTheory, InlineData(3, 1, 1), InlineData(20, 1, 1), InlineData(32, 2, 1), InlineData(32, 1, 32)]
    public void A_convolution_keeps_the_order_of_its_inputs(long channels, long stride, long groups)
    {
        Tensor ChannelsLast(Tensor tensor) => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var weightShape = new[] { 32, channels / groups, 3, 3 };
        var (x, weight) = (randn(16, channels, 13, 13).to(ScalarType.Float16), randn(weightShape).to(ScalarType.Float16));
        var (wideX, wideWeight) = (Wide(x), Wide(weight));
        var expected = F.conv2d(wideX, wideWeight, null, [stride, stride], [1, 1], null, groups);
        var dy = randn(expected.shape).to(ScalarType.Float16);
        expected.backward([dy.to(ScalarType.Float32)]);
        foreach (var order in new Func<Tensor, Tensor>[] { tensor => tensor, ChannelsLast })
        {
            var (given, parameter) = (order(x).detach().requires_grad_(), weight.detach().requires_grad_());
            var y = HalfFunctions.Convolution(given, parameter, null, [stride, stride], [1, 1], [1, 1], groups);
            y.backward([dy]);
            Assert.Equal(order(y.detach()).stride(), y.stride());
            Assert.Equal(given.stride(), given.grad!.stride());
            Assert.Equal(parameter.stride(), parameter.grad!.stride());
            // The sums are taken in another order, and rounded to half.
            TensorAssert.Close(expected, y, Tolerance.HalfUlps);
            TensorAssert.Close(wideX.grad!, given.grad, Tolerance.HalfUlps);
            TensorAssert.Close(wideWeight.grad!, parameter.grad, Tolerance.HalfUlps);
        }
    }

    [SkippableTheory, InlineData(true, false, false), InlineData(false, true, false), InlineData(false, true, true), InlineData(true, false, true)]
    public void A_convolution_has_gradients_only_where_they_are_wanted(bool ofX, bool ofWeight, bool withBias)
    {
        Tensor Leaf(bool wanted, params long[] size) => randn(size).to(ScalarType.Float16).requires_grad_(wanted);
        var (x, weight, bias) = (Leaf(ofX, 2, 3, 9, 8), Leaf(ofWeight, 4, 3, 3, 3), withBias ? Leaf(wanted: true, 4) : null);
        var (wideX, wideWeight, wideBias) = (Wide(x), Wide(weight), withBias ? Wide(bias!) : null);
        HalfFunctions.Convolution(x, weight, bias, [1, 1], [1, 1], [1, 1]).sum().backward();
        F.conv2d(wideX, wideWeight, wideBias, [1, 1], [1, 1]).sum().backward();
        foreach (var (wanted, half, wide) in new[] { (ofX, x, wideX), (ofWeight, weight, wideWeight) })
        {
            Assert.Equal(wanted, half.grad is not null);
            if (wanted)
                TensorAssert.Same(wide.grad!.to(ScalarType.Float16), half.grad);
        }

        if (withBias)
            TensorAssert.Same(wideBias!.grad!.to(ScalarType.Float16), bias!.grad);
    }

    [SkippableFact]
    public void FP32_weights_of_a_half_layer_get_FP32_gradients()
    {
        var x = randn(5, 7).to(ScalarType.Float16);
        var weight = randn(4, 7).requires_grad_();
        HalfFunctions.Linear(x, weight).sum().backward();
        Assert.Equal(ScalarType.Float32, weight.grad!.dtype);
    }

    [SkippableFact]
    public void Cross_entropy_of_half_logits_is_computed_in_FP32()
    {
        var logits = (randn(6, 10) * 20).to(ScalarType.Float16).requires_grad_();
        var targets = tensor(new long[] { 1, 5, 9, 0, 0, 3 });
        var wide = Wide(logits);
        var (loss, expected) = (HalfPrecision.CrossEntropy(logits, targets), F.cross_entropy(wide, targets));
        loss.backward();
        expected.backward();
        TensorAssert.Same(expected, loss);
        TensorAssert.Same(wide.grad!.to(ScalarType.Float16), logits.grad);
    }

    private static Tensor Wide(Tensor tensor) => tensor.detach().to(ScalarType.Float32).clone().requires_grad_();
}
