using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

public class ModuleTests : TorchTests
{
    [SkippableFact]
    public void Names_follow_the_fields_and_the_order_of_registration()
    {
        using var net = new Net();
        Assert.Equal(["scale", "first.weight", "first.bias", "rest.0.weight", "rest.1.weight", "rest.1.bias"], net.named_parameters().Select(entry => entry.name));
        Assert.Equal(["offset", "rest.1.running_mean", "rest.1.running_var", "rest.1.num_batches_tracked"], net.named_buffers().Select(entry => entry.name));
        Assert.Equal(["first", "rest"], net.named_children().Select(entry => entry.name));
        Assert.Equal(["first", "rest", "rest.0", "rest.1", "rest.2"], net.named_modules().Select(entry => entry.name));
        Assert.Equal(10, net.state_dict().Count);
        Assert.Same(net.first.weight, net.get_parameter("first.weight"));
        Assert.True(net.has_buffer("rest.1.running_var"));
        Assert.False(net.has_parameter("rest.7.weight"));
    }

    [SkippableFact]
    public void Training_mode_reaches_every_module()
    {
        using var net = new Net();
        net.eval();
        Assert.All(net.modules(), module => Assert.False(module.training));
        net.train();
        Assert.All(net.modules(), module => Assert.True(module.training));
        int count = 0;
        net.apply(_ => count++);
        Assert.Equal(6, count);
    }

    [SkippableFact]
    public void A_state_dict_fills_another_module()
    {
        using DisposeScope scope = NewDisposeScope();
        using var source = new Net();
        using var target = new Net();
        Tensor input = randn(3, 2);
        source.call(input);
        (IList<string> missing, IList<string> unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        source.eval();
        target.eval();
        Assert.True(source.call(input).Equals(target.call(input)));
    }

    [SkippableFact]
    public void A_state_dict_of_other_names_is_refused_with_the_names()
    {
        using var net = new Net();
        Dictionary<string, Tensor> state = net.state_dict();
        state.Remove("scale");
        state.Add("extra", ones(1));
        var error = Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state));
        Assert.Contains("scale", error.Message, StringComparison.Ordinal);
        Assert.Contains("extra", error.Message, StringComparison.Ordinal);
        (IList<string> missing, IList<string> unexpected) = net.load_state_dict(state, strict: false);
        Assert.Equal(["scale"], missing);
        Assert.Equal(["extra"], unexpected);
    }

    [SkippableFact]
    public void Hooks_stand_around_forward_until_they_are_removed()
    {
        using DisposeScope scope = NewDisposeScope();
        using var identity = Identity();
        var before = identity.register_forward_pre_hook((_, input) => input + 1);
        identity.register_forward_hook((_, _, output) => output * 10);
        Assert.Equal(20, identity.call(tensor(1f)).item<float>());
        before.remove();
        Assert.Equal(10, identity.call(tensor(1f)).item<float>());
    }

    [SkippableFact]
    public void A_list_numbers_its_modules_anew()
    {
        using var list = ModuleList<Module>(Identity(), Linear(1, 1));
        list.Insert(0, Linear(2, 2));
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], list.named_parameters().Select(entry => entry.name));
    }

    [SkippableFact]
    public void A_parameter_takes_over_its_tensor()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor data = ones(2);
        var parameter = new Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.True(parameter.is_leaf);
        Assert.True(scope.Contains(parameter));
    }

    [SkippableFact]
    public void Disposing_a_module_disposes_what_it_has()
    {
        var net = new Net();
        Parameter weight = net.first.weight;
        net.Dispose();
        Assert.True(weight.IsInvalid);
    }

    [SkippableFact]
    public void Gradients_are_clipped_to_a_common_norm()
    {
        using DisposeScope scope = NewDisposeScope();
        var first = new Parameter(zeros(1)) { grad = full(1, 3.0) };
        var second = new Parameter(zeros(1)) { grad = full(1, 4.0) };
        Assert.Equal(5, utils.clip_grad_norm_([first, second], 1), 6);
        Equal([0.6f], first.grad!);
        Equal([0.8f], second.grad!);
        Tensor vector = utils.parameters_to_vector([first, second]);
        utils.vector_to_parameters(vector + 1, [first, second]);
        Equal([1], second);
    }

    private sealed class Net : Module<Tensor, Tensor>
    {
        public readonly Linear first = Linear(2, 3);
        private readonly Sequential rest = Sequential(Linear(3, 3, hasBias: false), BatchNorm1d(3), ReLU());
        private readonly Parameter scale = new(ones(1));
        private readonly Tensor offset = zeros(1);

        internal Net()
            : base(nameof(Net)) => RegisterComponents();

        public override Tensor forward(Tensor input) => (rest.call(first.call(input)) * scale) + offset;
    }
}
