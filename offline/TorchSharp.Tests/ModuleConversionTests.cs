using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

public class ModuleConversionTests : TorchTests
{
    [SkippableFact]
    public void A_module_converts_its_reals_and_keeps_its_integers()
    {
        using var net = Sequential(Linear(2, 3), BatchNorm1d(3));
        net.to(float16);
        Assert.All(net.parameters(), parameter => Assert.Equal(float16, parameter.dtype));
        Assert.Equal(float16, net.get_buffer("1.running_mean")!.dtype);
        Assert.Equal(int64, net.get_buffer("1.num_batches_tracked")!.dtype);
        net.to(float32);
        Assert.All(net.parameters(), parameter => Assert.Equal(float32, parameter.dtype));
    }

    [SkippableFact]
    public void New_parameters_take_the_old_ones_places_and_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using var net = new OneWeight();
        net.weight.grad = full(2, 3.0);
        Parameter before = net.weight;
        net.to(float16);
        Assert.True(before.IsInvalid);
        Assert.Same(net.weight, net.get_parameter("weight"));
        Assert.Equal(float16, net.weight.grad!.dtype);
        Assert.True(net.weight.requires_grad);
        Assert.Equal(Half.One, net.weight[0].item<Half>());
    }

    [SkippableFact]
    public void Nothing_changes_where_nothing_must()
    {
        using var net = new OneWeight();
        Parameter before = net.weight;
        net.to(float32).to(CPU);
        Assert.Same(before, net.weight);
        Assert.False(before.IsInvalid);
    }

    [SkippableFact]
    public void A_module_may_refuse_to_be_converted()
    {
        using var net = Sequential(("kept", new Keeping()), ("converted", new OneWeight()));
        net.to(float16);
        Assert.Equal(float32, net.get_parameter("kept.weight")!.dtype);
        Assert.Equal(float16, net.get_parameter("converted.weight")!.dtype);
    }

    [SkippableFact]
    public void Integers_are_no_type_for_a_module()
    {
        using var net = new OneWeight();
        Assert.Throws<ArgumentException>(() => net.to(int64));
    }

    private class OneWeight : Module<Tensor, Tensor>
    {
        public readonly Parameter weight = new(ones(2));

        internal OneWeight()
            : base(nameof(OneWeight)) => RegisterComponents();

        public override Tensor forward(Tensor input) => input * weight;
    }

    private sealed class Keeping : OneWeight
    {
        protected internal override Module _to(ScalarType dtype, bool non_blocking) => this;
    }
}
