using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class GradScalerTests : LibtorchTest
{
    public static TheoryData<float, ScalarType, long> NonFinite()
    {
        var data = new TheoryData<float, ScalarType, long>();
        foreach (var value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            foreach (var type in new[] { ScalarType.Float16, ScalarType.Float32, ScalarType.Float64 })
            {
                data.Add(value, type, 0);
                data.Add(value, type, 70);
            }
        }

        return data;
    }

    [SkippableTheory, MemberData(nameof(NonFinite))]
    public void A_gradient_that_is_not_finite_skips_the_step_and_halves_the_scale(float bad, ScalarType type, long position)
    {
        var weight = new Parameter(ones([71], type));
        var gradient = ones([71], type);
        gradient[position] = bad;
        weight.grad = gradient;
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 1);
        var scaler = new GradScaler();
        Assert.False(scaler.Step(optimizer));
        scaler.Update();
        Assert.Equal((32768.0, 1L), (scaler.CurrentScale, scaler.nonfinite_steps));
        Assert.All(TensorAssert.Values(weight), value => Assert.Equal(1, value));
    }

    [SkippableFact]
    public void Gradients_are_unscaled_in_FP32()
    {
        var weight = new Parameter(zeros([1], ScalarType.Float16));
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 16, momentum: 0);
        var scaler = GradScaler.Fixed(65536);

        // 2^-10 / 65536 is below the smallest half; times the rate of 16 it is 2^-22, which half can hold.
        weight.grad = full([1], 1.0 / 1024, ScalarType.Float16);
        Assert.True(scaler.Step(optimizer));
        Assert.Equal(-1.0 / (1 << 22), TensorAssert.Values(weight)[0]);
    }

    [SkippableFact]
    public void Small_losses_reach_half_weights()
    {
        var weight = new Parameter(ones([1], ScalarType.Float16));
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 1, momentum: 0);
        var scaler = new GradScaler(initialScale: 1 << 20);
        var loss = HalfFunctions.Apply(weight, x => x).to(ScalarType.Float32).sum() * 1e-9;
        scaler.Scale(loss).backward();
        scaler.Step(optimizer);
        Assert.Equal(1 - 1e-9f, optimizer.state_dict()["0.0.master"].item<float>());
        Assert.NotEqual(0, TensorAssert.Values(weight.grad)[0]);
    }

    [SkippableFact]
    public void The_scale_doubles_after_enough_good_steps_in_a_row()
    {
        var weight = new Parameter(ones(1));
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 0);
        var scaler = new GradScaler(initialScale: 8, growthInterval: 3);
        var scales = new List<double>();
        foreach (var gradient in new[] { 1, 1, float.NaN, 1, 1, 1, 1 })
        {
            weight.grad = full([1], gradient);
            scaler.Step(optimizer);
            scaler.Update();
            scales.Add(scaler.CurrentScale);
        }

        Assert.Equal([8, 8, 4, 4, 4, 8, 8], scales);
    }

    [SkippableFact]
    public void A_fixed_scale_stays_and_still_skips()
    {
        var weight = new Parameter(ones(1));
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 1);
        var scaler = GradScaler.Fixed(128);
        weight.grad = full([1], float.NaN);
        scaler.Step(optimizer);
        scaler.Update();
        Assert.Equal((128.0, 1L), (scaler.CurrentScale, scaler.nonfinite_steps));
    }

    [SkippableFact]
    public void Libtorchs_optimizers_step_with_unscaled_gradients()
    {
        var weight = new Parameter(ones(1));
        using var optimizer = optim.SGD([weight], 1);
        weight.grad = full([1], 64f);
        GradScaler.Fixed(128).Step(optimizer);
        Assert.Equal(0.5, TensorAssert.Values(weight)[0]);
    }

    [SkippableFact]
    public void A_restored_scaler_goes_on_where_it_was()
    {
        var scaler = new GradScaler(initialScale: 8, growthInterval: 2);
        var weight = new Parameter(ones(1));
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 0);
        weight.grad = ones(1);
        scaler.Step(optimizer);
        scaler.Update();
        var restored = new GradScaler(growthInterval: 2);
        restored.load_state_dict(scaler.state_dict());
        restored.Step(optimizer);
        restored.Update();
        Assert.Equal(16, restored.CurrentScale);
        Assert.Throws<ArgumentException>(() => restored.load_state_dict(new Dictionary<string, double>(StringComparer.Ordinal)));
    }

    [SkippableTheory]
    [InlineData(0, 2, 0.5, 1)]
    [InlineData(double.PositiveInfinity, 2, 0.5, 1)]
    [InlineData(1, 0.5, 0.5, 1)]
    [InlineData(1, 2, 1.5, 1)]
    [InlineData(1, 2, 0.5, 0)]
    public void Settings_out_of_range_are_refused(double scale, double growth, double backoff, int interval)
        => Assert.Throws<ArgumentException>(() => new GradScaler(scale, growth, backoff, interval));
}
