using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

public class LayerTests : TorchTests
{
    public static TheoryData<string, Func<Tensor, Tensor>, float[], long[]> Outputs => new()
    {
        { "conv2d", x => functional.conv2d(x, ones(1, 1, 2, 2)), [8, 12, 20, 24], [1, 1, 2, 2] },
        { "conv2d with stride and padding", x => functional.conv2d(x, ones(1, 1, 2, 2), strides: [2, 2], padding: [1, 1]), [0, 3, 9, 24], [1, 1, 2, 2] },
        { "conv2d with bias", x => functional.conv2d(x, zeros(2, 1, 3, 3), tensor(new float[] { 1, 2 })), [1, 2], [1, 2, 1, 1] },
        { "transposed conv2d", x => functional.conv_transpose2d(x[TensorIndex.Ellipsis, 1..2, 1..2], arange(4, dtype: float32).view(1, 1, 2, 2)), [0, 4, 8, 12], [1, 1, 2, 2] },
        { "conv1d", x => functional.conv1d(x.view(1, 1, 9), ones(1, 1, 3), stride: 3), [3, 12, 21], [1, 1, 3] },
        { "max_pool2d", x => functional.max_pool2d(x, 2, stride: 1), [4, 5, 7, 8], [1, 1, 2, 2] },
        { "max_pool2d with ceil", x => functional.max_pool2d(x, 2, ceil_mode: true), [4, 5, 7, 8], [1, 1, 2, 2] },
        { "avg_pool2d", x => functional.avg_pool2d(x, 2, stride: 1), [2, 3, 5, 6], [1, 1, 2, 2] },
        { "adaptive_avg_pool2d", x => functional.adaptive_avg_pool2d(x, 1), [4], [1, 1, 1, 1] },
        { "linear", x => functional.linear(x.view(3, 3), ones(1, 3), tensor(new float[] { 1 })), [4, 13, 22], [3, 1] },
        { "pad", x => functional.pad(x[TensorIndex.Ellipsis, ..1, ..], [1, 0, 0, 1], value: 9), [9, 0, 1, 2, 9, 9, 9, 9], [1, 1, 2, 4] },
        { "reflecting pad", x => functional.pad(x.view(1, 9), [1, 0], PaddingModes.Reflect), [1, 0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 10] },
        { "one_hot", _ => functional.one_hot(tensor(new long[] { 2, 0 }), 3), [0, 0, 1, 1, 0, 0], [2, 3] },
        { "batch_norm in evaluation", x => functional.batch_norm(x, full(1, 4.0), full(1, 4.0), eps: 0), [-2, -1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f, 2], [1, 1, 3, 3] },
        { "dropout in evaluation", x => functional.dropout(x, training: false), [0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 3, 3] },
        { "a convolution that keeps the size", x => Constant(Conv2d(1, 1, 3, Padding.Same, bias: false)).call(x), [8, 15, 12, 21, 36, 27, 20, 33, 24], [1, 1, 3, 3] },
        { "a rectangular convolution", x => Constant(Conv2d(1, 1, (1, 3), bias: false)).call(x), [3, 12, 21], [1, 1, 3, 1] },
        { "a circular convolution", x => Constant(Conv2d(1, 1, 3, padding: 1, padding_mode: PaddingModes.Circular, bias: false)).call(x), [36, 36, 36, 36, 36, 36, 36, 36, 36], [1, 1, 3, 3] },
        { "a pool module", x => MaxPool2d(3).call(x), [8], [1, 1, 1, 1] },
        { "an averaging module", x => AvgPool2d(3).call(x), [4], [1, 1, 1, 1] },
        { "flatten", x => Flatten().call(x), [0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 9] },
    };

    [SkippableTheory]
    [MemberData(nameof(Outputs))]
    public void A_layer_gives_the_values_worked_out_by_hand(string name, Func<Tensor, Tensor> run, float[] expected, long[] shape)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor output = run(arange(9, dtype: float32).view(1, 1, 3, 3));
        Assert.True(shape.AsSpan().SequenceEqual(output.shape), $"{name}: {output}");
        Equal(expected, output, name);
    }

    public static TheoryData<string, Func<Tensor, Tensor>, float> Losses => new()
    {
        { "cross entropy of equal logits", _ => functional.cross_entropy(zeros(2, 4), tensor(new long[] { 1, 3 })), 1.3862944f },
        { "cross entropy with an ignored row", x => functional.cross_entropy(x, tensor(new long[] { 1, -100 })), 0.3132617f },
        { "cross entropy, summed", x => functional.cross_entropy(x, tensor(new long[] { 1, 1 }), reduction: Reduction.Sum), 0.6265234f },
        { "cross entropy as a module", x => CrossEntropyLoss().call(x, tensor(new long[] { 0, 0 })), 1.3132617f },
        { "cross entropy, smoothed", x => functional.cross_entropy(x, tensor(new long[] { 1, 1 }), label_smoothing: 0.5), 0.5632617f },
        { "negative log likelihood", x => NLLLoss().call(x.log_softmax(1), tensor(new long[] { 1, 1 })), 0.3132617f },
        { "mean squares", x => MSELoss().call(x, zeros(2, 2)), 0.5f },
        { "mean absolutes", x => functional.l1_loss(x, zeros(2, 2)), 0.5f },
    };

    [SkippableTheory]
    [MemberData(nameof(Losses))]
    public void A_loss_is_the_one_worked_out_by_hand(string name, Func<Tensor, Tensor> loss, float expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Equal([expected], loss(tensor(new float[,] { { 0, 1 }, { 0, 1 } })), name);
    }

    [SkippableFact]
    public void Batch_norm_counts_and_tracks_in_training_only()
    {
        using DisposeScope scope = NewDisposeScope();
        using var norm = BatchNorm1d(1, momentum: 0.5);
        Tensor x = tensor(new float[,] { { 1 }, { 3 } });
        Equal([-0.999995f, 0.999995f], norm.call(x));
        Equal([1], norm.running_mean!);
        Equal([1.5f], norm.running_var!);
        norm.eval();
        norm.call(x);
        Assert.Equal(1, norm.num_batches_tracked!.item<long>());
        norm.reset_running_stats();
        Equal([0], norm.running_mean!);
        Assert.Throws<ArgumentException>(() => norm.call(ones(1, 1, 1, 1)));
    }

    [SkippableTheory]
    [InlineData(init.NonlinearityType.ReLU, 0.0, 1.4142136)]
    [InlineData(init.NonlinearityType.LeakyReLU, 2.236068, 0.5773503)]
    [InlineData(init.NonlinearityType.Tanh, 0.0, 1.6666667)]
    public void The_spread_of_first_weights_follows_the_fan_in(init.NonlinearityType nonlinearity, double slope, double gain)
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(3);
        Tensor weights = init.kaiming_normal_(empty(64, 16, 3, 3), slope, nonlinearity: nonlinearity);
        // The deviation of 9216 numbers is known to 0.74 %: four times that.
        Assert.Equal(gain / 12, weights.std().ToDouble(), gain / 12 * 0.03);
        Tensor bounded = init.kaiming_uniform_(empty(64, 144), slope, nonlinearity: nonlinearity);
        double bound = Math.Sqrt(3) * gain / 12;
        Assert.InRange(bounded.abs().max().ToDouble(), bound * 0.99, bound);
    }

    private static Modules.Conv2d Constant(Modules.Conv2d layer)
    {
        init.ones_(layer.weight);
        return layer;
    }
}
