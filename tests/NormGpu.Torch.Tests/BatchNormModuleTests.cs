using TorchSharp;
using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class BatchNormModuleTests : LibtorchTest
{
    [SkippableTheory]
    [InlineData(Norm.L2, "running_var")]
    [InlineData(Norm.L1, "running_scale")]
    [InlineData(Norm.LInf, "running_scale")]
    [InlineData(Norm.TopK, "running_scale")]
    public void State_has_the_names_of_PyTorch(Norm norm, string scale)
    {
        using var layer = BatchNorm2d(3, norm: norm);
        Assert.Equal($"weight bias running_mean {scale} num_batches_tracked", string.Join(' ', layer.state_dict().Keys));
    }

    [SkippableFact]
    public void Without_affine_and_tracking_there_is_no_state()
    {
        using var layer = BatchNorm2d(3, affine: false, track_running_stats: false);
        Assert.Empty(layer.state_dict());
    }

    [SkippableFact]
    public void Half_leaves_statistics_and_weights_in_FP32_and_the_counter_in_int64()
    {
        using var layer = BatchNorm2d(3);
        layer.call(randn(2, 3, 4, 4));
        var before = layer.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone(), StringComparer.Ordinal);
        layer.half();
        layer.to(ScalarType.Float16);
        layer.to(CPU, ScalarType.Float16);
        foreach (var (key, tensor) in layer.state_dict())
            TensorAssert.Same(before[key], tensor);
        Assert.Equal(ScalarType.Int64, layer.num_batches_tracked!.dtype);
    }

    [SkippableFact]
    public void A_state_saved_and_loaded_gives_the_same_outputs()
    {
        using var trained = nn.Sequential(("norm", BatchNorm2d(3)));
        for (var i = 0; i < 3; i++)
            trained.call(randn(4, 3, 5, 5) * 3);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            trained.save(writer);
        stream.Position = 0;
        using var restored = nn.Sequential(("norm", BatchNorm2d(3)));
        using (var reader = new BinaryReader(stream))
            restored.load(reader);
        trained.eval();
        restored.eval();
        var x = randn(4, 3, 5, 5);
        TensorAssert.Same(trained.call(x), restored.call(x));
        Assert.Equal(3, restored.state_dict()["norm.num_batches_tracked"].item<long>());
    }

    public static TheoryData<int, long[]> WrongShapes() => new()
    {
        { 1, [3] }, { 1, [2, 3, 4, 4] }, { 2, [2, 3] }, { 2, [2, 3, 4] }, { 2, [2, 3, 4, 4, 4] }, { 3, [2, 3, 4, 4] },
        { 2, [2, 4, 4, 4] }, { 1, [2, 4] },
    };

    [SkippableTheory, MemberData(nameof(WrongShapes))]
    public void A_shape_that_does_not_fit_is_named(int dimensions, long[] shape)
    {
        using Modules.BatchNorm layer = dimensions switch { 1 => BatchNorm1d(3), 2 => BatchNorm2d(3), _ => BatchNorm3d(3) };
        var error = Assert.Throws<ArgumentException>(() => layer.call(zeros(shape)));
        Assert.Contains($"({string.Join(", ", shape)})", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Other_types_are_refused()
    {
        using var layer = BatchNorm2d(3);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => layer.call(zeros([2, 3, 4, 4], ScalarType.Float64))).Message, StringComparison.Ordinal);
        using var half = BatchNorm2d(3, arithmetic: Arithmetic.Float16);
        Assert.Contains("float16", Assert.Throws<ArgumentException>(() => half.call(zeros(2, 3, 4, 4))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void One_value_per_channel_is_an_error_in_training_only()
    {
        using var layer = BatchNorm2d(3);
        Assert.StartsWith("Expected more than 1 value per channel when training", Assert.Throws<ArgumentException>(() => layer.call(zeros(1, 3, 1, 1))).Message, StringComparison.Ordinal);
        Assert.Equal(0, layer.num_batches_tracked!.item<long>());
        layer.eval();
        Assert.Equal([1L, 3, 1, 1], layer.call(zeros(1, 3, 1, 1)).shape);
    }

    [SkippableTheory]
    [InlineData(0L, 1e-5, 0.1, 10)]
    [InlineData(3L, -1.0, 0.1, 10)]
    [InlineData(3L, 1e-5, 1.5, 10)]
    [InlineData(3L, 1e-5, double.NaN, 10)]
    [InlineData(3L, 1e-5, 0.1, 0)]
    public void Settings_out_of_range_are_refused(long features, double eps, double momentum, int k)
        => Assert.Throws<ArgumentException>(() => BatchNorm1d(features, eps, momentum, k: k));

    [SkippableFact]
    public void Channels_that_are_not_finite_are_counted_and_leave_the_running_statistics()
    {
        using var layer = BatchNorm2d(3, momentum: 1);
        var x = randn(2, 3, 4, 4);
        x[1, 1, 2, 3] = float.PositiveInfinity;
        var y = layer.call(x);
        layer.call(x);
        Assert.Equal(2, layer.nonfinite_statistics);
        Assert.Equal(2, layer.num_batches_tracked!.item<long>());
        Assert.Equal(0, TensorAssert.Values(layer.running_mean)[1]);
        Assert.Equal(1, TensorAssert.Values(layer.running_scale)[1]);
        Assert.All(TensorAssert.Values(y[TensorIndex.Colon, 1]), value => Assert.True(double.IsNaN(value)));
        Assert.All(TensorAssert.Values(y[TensorIndex.Colon, 0]), value => Assert.True(double.IsFinite(value)));
        Assert.False(layer.state_dict().ContainsKey("nonfinite_statistics"));
    }

    [SkippableFact]
    public void L2_in_half_arithmetic_fails_in_silence_and_is_counted()
    {
        using var l2 = BatchNorm2d(1, norm: Norm.L2, arithmetic: Arithmetic.Float16, accumulate: Accumulation.Float16);
        using var l1 = BatchNorm2d(1, norm: Norm.L1, arithmetic: Arithmetic.Float16, accumulate: Accumulation.Float16);
        var x = (randn(2, 1, 16, 16) * 1000).to(ScalarType.Float16);
        Assert.All(TensorAssert.Values(l2.call(x)), value => Assert.Equal(0, value));
        Assert.Equal(1, l2.nonfinite_statistics);
        Assert.Contains(TensorAssert.Values(l1.call(x)), value => Math.Abs(value) > 1);
        Assert.Equal(0, l1.nonfinite_statistics);
    }

    [SkippableFact]
    public void A_scope_around_construction_does_not_take_the_parameters()
    {
        Modules.BatchNorm2d layer;
        using (NewDisposeScope())
            layer = BatchNorm2d(3);
        using (layer)
            Assert.Equal([1.0, 1, 1], TensorAssert.Values(layer.weight));
    }
}
