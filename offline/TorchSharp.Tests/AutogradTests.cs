namespace TorchSharp.Tests;

public class AutogradTests : TorchTests
{
    public static TheoryData<string, Func<Tensor, Tensor>, float[]> Gradients => new()
    {
        { "x²", x => x.pow(2), [4, -6] },
        { "x³ / 3", x => x.pow(3) / 3, [4, 9] },
        { "relu", x => x.relu(), [1, 0] },
        { "abs", x => x.abs(), [1, -1] },
        { "|x| through max", x => x.max(-x), [1, -1] },
        { "x·(x detached)", x => x * x.detach(), [2, -3] },
        { "twice in the graph", x => x + (x * 2), [3, 3] },
        { "through half", x => x.to(float16).to(float32) * 4, [4, 4] },
    };

    [SkippableTheory]
    [MemberData(nameof(Gradients))]
    public void A_gradient_is_the_one_worked_out_by_hand(string name, Func<Tensor, Tensor> f, float[] expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2, -3 }, requires_grad: true);
        Assert.Null(x.grad);
        f(x).sum().backward();
        Equal(expected, x.grad!, name);
    }

    [SkippableFact]
    public void Gradients_add_up_until_they_are_taken_away()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1 }, requires_grad: true);
        (x * 3).backward();
        (x * 4).backward();
        Assert.Equal(7, x.grad!.item<float>());
        x.grad = null;
        Assert.Null(x.grad);
        x.grad = tensor(new float[] { 5 });
        Assert.Equal(5, x.grad!.item<float>());
    }

    [SkippableFact]
    public void Gradients_of_chosen_inputs_come_back_as_a_list()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2 }, requires_grad: true);
        Tensor y = tensor(new float[] { 5 }, requires_grad: true);
        Tensor unused = tensor(new float[] { 1 }, requires_grad: true);
        IList<Tensor> found = autograd.grad([x * x * y], [x, y, unused], allow_unused: true);
        Assert.Equal(20, found[0].item<float>());
        Assert.Equal(4, found[1].item<float>());
        Assert.True(found[2].IsInvalid);
        Assert.Null(x.grad);
    }

    [SkippableFact]
    public void A_gradient_has_a_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2 }, requires_grad: true);
        Tensor first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        Tensor second = autograd.grad([first], [x])[0];
        Assert.Equal(12, first.item<float>());
        Assert.Equal(12, second.item<float>());
    }

    [SkippableFact]
    public void Nothing_is_recorded_without_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1).requires_grad_();
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        Assert.True((x * 2).requires_grad);
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
    }

    [SkippableFact]
    public void A_tensor_inside_keeps_its_gradient_if_asked()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1).requires_grad_();
        Tensor inside = x * 3;
        inside.retain_grad();
        inside.pow(2).backward();
        Assert.Equal(6, inside.grad!.item<float>());
    }
}
