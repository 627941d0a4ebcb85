using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

public class SmokeTests
{
    [Fact]
    public void A_net_learns()
    {
        manual_seed(1);
        using var net = Sequential(Conv2d(1, 4, 3, stride: 2, padding: 1), BatchNorm2d(4), ReLU(), MaxPool2d(2), AdaptiveAvgPool2d(2), Flatten(), Linear(16, 3));
        using var x = randn(8, 1, 16, 16);
        using var target = tensor(new long[] { 0, 1, 2, 0, 1, 2, 0, 1 });
        var optimizer = optim.SGD(net.parameters(), 0.1, momentum: 0.9, weight_decay: 1e-4);
        double first = 0, last = 0;
        for (int i = 0; i < 30; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = functional.cross_entropy(net.call(x), target);
            loss.backward();
            optimizer.step();
            last = loss.item<float>();
            if (i == 0) first = last;
        }
        Assert.True(last < first / 2, $"{first} -> {last}");
        Assert.Equal(9, net.state_dict().Count);
    }

    private sealed class Boom : autograd.SingleTensorFunction<Boom>
    {
        public override string Name => "Boom";
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0]; ctx.save_for_backward(new() { x }); return x * 2;
        }
        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            if (x.sum().item<float>() > 100) throw new InvalidOperationException("too much");
            return new() { grad_output * 2 };
        }
    }

    [Fact]
    public void A_function_runs_and_throws()
    {
        var x = ones(3).requires_grad_();
        Boom.apply(x).sum().backward();
        Assert.Equal(new[] { 2f, 2f, 2f }, x.grad!.data<float>().ToArray());
        var y = full(3, 100).to(float32).requires_grad_();
        var e = Assert.Throws<InvalidOperationException>(() => Boom.apply(y).sum().backward());
        Assert.Equal("too much", e.Message);
    }
}
