using NormGpu.Torch.Modules;
using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class LibtorchEqualityTests : LibtorchTest
{
    public static TheoryData<double?, bool, bool> Settings() => new()
    {
        { 0.1, true, true },
        { 0.7, true, true },
        { 0.1, false, true },
        { 0.1, true, false },
    };

    [SkippableTheory, MemberData(nameof(Settings))]
    public void L2_in_FP32_is_libtorchs_batch_norm(double? momentum, bool affine, bool track)
    {
        using var ours = BatchNorm2d(5, momentum: momentum, affine: affine, track_running_stats: track, norm: Norm.L2);
        var (weight, bias) = (affine ? rand(5) + 0.5 : null, affine ? randn(5) : null);
        var (mean, variance) = (zeros(5), ones(5));
        using (no_grad())
        {
            ours.weight?.copy_(weight!);
            ours.bias?.copy_(bias!);
        }

        for (var batch = 0; batch < 3; batch++)
        {
            var (x, wanted) = (randn(4, 5, 6, 7).requires_grad_(), default(Tensor));
            var reference = x.detach().clone().requires_grad_();
            wanted = nn.functional.batch_norm(reference, track ? mean : null!, track ? variance : null!, weight!, bias!, true, momentum!.Value, 1e-5);
            var y = ours.call(x);
            var dy = randn(4, 5, 6, 7);
            wanted.backward([dy]);
            y.backward([dy]);
            TensorAssert.Close(wanted, y, Tolerance.Single);
            TensorAssert.Close(reference.grad!, x.grad, Tolerance.SingleSum);
        }

        if (track)
        {
            TensorAssert.Close(mean, ours.running_mean, Tolerance.Single);
            TensorAssert.Close(variance, ours.running_var, Tolerance.Single);
            Assert.Equal(3, ours.num_batches_tracked!.item<long>());
        }

        ours.eval();
        var last = randn(4, 5, 6, 7);
        var evaluated = nn.functional.batch_norm(last, track ? mean : null!, track ? variance : null!, weight!, bias!, !track, 0.1, 1e-5);
        TensorAssert.Close(evaluated, ours.call(last), Tolerance.Single);
    }

    [SkippableFact]
    public void Without_momentum_the_statistics_are_the_cumulative_average()
    {
        using var layer = BatchNorm1d(3, momentum: null, norm: Norm.L2);
        var batches = Enumerable.Range(0, 4).Select(_ => randn(8, 3)).ToList();
        batches.ForEach(batch => layer.call(batch));
        TensorAssert.Close(stack(batches.Select(batch => batch.mean([0L])).ToArray()).mean([0L]), layer.running_mean, Tolerance.SingleSum);
        TensorAssert.Close(stack(batches.Select(batch => batch.var(0)).ToArray()).mean([0L]), layer.running_var, Tolerance.SingleSum);
    }

    [SkippableTheory]
    [InlineData(Norm.L1)]
    [InlineData(Norm.LInf)]
    [InlineData(Norm.TopK)]
    public void Other_norms_keep_a_running_scale_without_epsilon(Norm norm)
    {
        using var layer = BatchNorm1d(1, eps: 0.25, momentum: 1, norm: norm, k: 2);
        layer.call(tensor(new[] { -3f, 1f, 1f, 1f }).reshape(4, 1));
        var deviation = norm switch { Norm.L1 => 1.5, Norm.LInf => 3.0, _ => 2.0 };
        var constant = norm == Norm.L1 ? Math.Sqrt(Math.PI / 2) : 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log(4));
        Assert.Equal(constant * deviation, layer.running_scale!.item<float>(), 1e-5);
        Assert.Null(layer.running_var);
    }
}
