using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class MasterSgdTests : LibtorchTest
{
    [SkippableTheory]
    [InlineData(0.0, 0.0, false)]
    [InlineData(0.9, 0.0, false)]
    [InlineData(0.9, 0.01, false)]
    [InlineData(0.9, 0.01, true)]
    public void On_FP32_parameters_it_is_libtorchs_SGD(double momentum, double decay, bool nesterov)
    {
        var (ours, theirs) = (new Parameter(arange(1, 6, ScalarType.Float32)), new Parameter(arange(1, 6, ScalarType.Float32)));
        using var optimizer = new MasterSgd([new ParameterGroup([ours], decay)], 0.1, momentum, nesterov);
        using var reference = optim.SGD([theirs], 0.1, momentum, 0, decay, nesterov);
        for (var step = 0; step < 5; step++)
        {
            var gradient = randn(5);
            ours.grad = gradient.clone();
            theirs.grad = gradient.clone();
            optimizer.step();
            reference.step();
        }

        TensorAssert.Close(theirs, ours, Tolerance.Single);
    }

    /// <summary>Enough elements for several threads; the first step has no momentum yet.</summary>
    [SkippableTheory]
    [InlineData(0.0, 0.0, false)]
    [InlineData(0.9, 0.01, false)]
    [InlineData(0.9, 0.01, true)]
    public void Of_half_parameters_the_masters_take_the_steps_of_libtorchs_SGD(double momentum, double decay, bool nesterov)
    {
        var ours = new Parameter(randn(300, 301).to(ScalarType.Float16));
        var theirs = new Parameter(ours.detach().to(ScalarType.Float32));
        using var optimizer = new MasterSgd([new ParameterGroup([ours], decay)], 0.1, momentum, nesterov);
        using var reference = optim.SGD([theirs], 0.1, momentum, 0, decay, nesterov);
        for (var step = 0; step < 3; step++)
        {
            var gradient = randn(300, 301).to(ScalarType.Float16);
            ours.grad = gradient;
            theirs.grad = gradient.to(ScalarType.Float32);
            optimizer.step();
            reference.step();
        }

        TensorAssert.Close(theirs, optimizer.state_dict()["0.0.master"], Tolerance.Single);
        TensorAssert.Same(optimizer.state_dict()["0.0.master"].to(ScalarType.Float16), ours);
    }

    /// <summary>A parameter, or a gradient, whose elements do not lie side by side takes another way to the same step.</summary>
    [SkippableFact]
    public void Strides_change_nothing()
    {
        var weight = randn(6, 5).to(ScalarType.Float16);
        Parameter[] weights = [new(weight.clone()), new(weight.t().contiguous().t())];
        MasterSgd[] optimizers = [.. weights.Select(parameter => new MasterSgd([new ParameterGroup([parameter], 0.01)], 0.1))];
        for (var step = 0; step < 3; step++)
        {
            var gradient = randn(6, 5).to(ScalarType.Float16);
            foreach (var parameter in weights)
                parameter.grad = gradient;
            Array.ForEach(optimizers, optimizer => optimizer.step());
        }

        TensorAssert.Close(weights[0], weights[1], Tolerance.HalfUlps);
        Array.ForEach(optimizers, optimizer => optimizer.Dispose());
    }

    [SkippableFact]
    public void Masters_keep_updates_that_half_would_lose()
    {
        Parameter[] weights = [Half(1), Half(1)];
        using var withMasters = new MasterSgd([new ParameterGroup([weights[0]], 0)], 1, momentum: 0);
        using var pure = new MasterSgd([new ParameterGroup([weights[1]], 0)], 1, momentum: 0, masters: false);
        for (var step = 0; step < 64; step++)
        {
            // A quarter of an ulp below 1: rounds away each time, unless it is added up in FP32.
            weights[0].grad = full([1], 1.0 / 8192, ScalarType.Float16);
            weights[1].grad = full([1], 1.0 / 8192, ScalarType.Float16);
            withMasters.step();
            pure.step();
        }

        Assert.Equal(1 - (64.0 / 8192), TensorAssert.Values(weights[0])[0]);
        Assert.Equal(1, TensorAssert.Values(weights[1])[0]);
    }

    [SkippableFact]
    public void Pure_half_keeps_nothing_in_FP32()
    {
        var weight = Half(1, 2, 3);
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0.01)], 0.1, masters: false);
        weight.grad = ones([3], ScalarType.Float16);
        optimizer.step();
        Assert.Equal("0.0.momentum", string.Join(' ', optimizer.state_dict().Keys));
        Assert.All(optimizer.state_dict().Values, tensor => Assert.Equal(ScalarType.Float16, tensor.dtype));
    }

    [SkippableFact]
    public void A_restored_optimizer_goes_on_to_the_same_bits()
    {
        Parameter[] weights = [Half(1, 2, 3), Half(1, 2, 3)];
        MasterSgd Make(int i) => new([new ParameterGroup([weights[i]], 0.01)], 0.1);
        using var first = Make(0);
        var gradients = Enumerable.Range(0, 6).Select(_ => randn(3).to(ScalarType.Float16)).ToList();
        foreach (var gradient in gradients.Take(3))
        {
            weights[0].grad = gradient;
            first.step();
        }

        using (no_grad())
            weights[1].copy_(weights[0]);
        using var second = Make(1);
        second.load_state_dict(first.state_dict());
        foreach (var gradient in gradients.Skip(3))
        {
            weights[0].grad = gradient;
            weights[1].grad = gradient;
            first.step();
            second.step();
        }

        TensorAssert.Same(weights[0], weights[1]);
        foreach (var (key, tensor) in first.state_dict())
            TensorAssert.Same(tensor, second.state_dict()[key]);
    }

    [SkippableFact]
    public void A_state_that_does_not_fit_is_named()
    {
        using var optimizer = new MasterSgd([new ParameterGroup([Half(1, 2)], 0)], 0.1);
        Assert.Contains("0.0.master", Assert.Throws<ArgumentException>(() => optimizer.load_state_dict(new Dictionary<string, Tensor>(StringComparer.Ordinal))).Message, StringComparison.Ordinal);
        var wrong = new Dictionary<string, Tensor>(StringComparer.Ordinal) { ["0.0.master"] = zeros(3) };
        Assert.Contains("(3)", Assert.Throws<ArgumentException>(() => optimizer.load_state_dict(wrong)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_schedule_of_libtorch_drives_it()
    {
        using var optimizer = new MasterSgd([new ParameterGroup([Half(1)], 0), new ParameterGroup([Half(1)], 0)], 0.8);
        var schedule = optim.lr_scheduler.StepLR(optimizer, 1, 0.5);
        schedule.step();
        Assert.Equal([0.4, 0.4], optimizer.ParamGroups.Select(group => group.LearningRate));
        optimizer.LearningRate = 0.1;
        Assert.Equal([0.1, 0.1], optimizer.ParamGroups.Select(group => group.LearningRate));
    }

    [SkippableFact]
    public void Weight_decay_goes_to_convolutions_and_linear_layers()
    {
        using var model = HalfPrecision.Convert(Models.ModelCatalogue.Create("resnet8", 1, 28, 10, new Models.NormOptions(Norm.L1)));
        var groups = ParameterGroups.WithWeightDecay(model, 5e-4);
        Assert.Equal([5e-4, 0], groups.Select(group => group.WeightDecay));
        Assert.Equal(10, groups[0].Parameters.Count);
        Assert.All(groups[0].Parameters, parameter => Assert.True(parameter.dim() > 1));
        Assert.Equal(model.parameters().Count(), groups.Sum(group => group.Parameters.Count));
        Assert.All(groups[1].Parameters, parameter => Assert.Equal(1, parameter.dim()));
    }

    [SkippableTheory]
    [InlineData(-1, 0.9, false)]
    [InlineData(0.1, 1.0, false)]
    [InlineData(0.1, 0.0, true)]
    public void Settings_out_of_range_are_refused(double rate, double momentum, bool nesterov)
        => Assert.Throws<ArgumentException>(() => new MasterSgd([], rate, momentum, nesterov));

    private static Parameter Half(params float[] values) => new(tensor(values).to(ScalarType.Float16));
}
