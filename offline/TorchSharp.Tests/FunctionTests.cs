using static TorchSharp.torch.autograd;

namespace TorchSharp.Tests;

public class FunctionTests : TorchTests
{
    [SkippableFact]
    public void The_gradient_is_the_one_that_backward_returns()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2, 3 }, requires_grad: true);
        Tensor y = ScaledSquare.apply(x, 5f);
        Equal([20, 45], y);
        Assert.True(y.requires_grad);
        (y * tensor(new float[] { 1, 10 })).sum().backward();
        Equal([20, 300], x.grad!);
    }

    [SkippableFact]
    public void Outside_of_gradients_only_forward_runs()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.False(ScaledSquare.apply(tensor(2f), 5f).requires_grad);
        using (no_grad())
            Assert.False(ScaledSquare.apply(tensor(2f, requires_grad: true), 5f).requires_grad);
    }

    [SkippableFact]
    public void Many_outputs_have_many_gradients_and_a_missing_one_is_zero()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2 }, requires_grad: true);
        Tensor y = tensor(new float[] { 3 }, requires_grad: true);
        List<Tensor> both = SumAndProduct.apply(x, y);
        both[1].backward();
        Equal([3], x.grad!);
        Equal([2], y.grad!);
        SumAndProduct.apply(x, y)[0].backward();
        Equal([4], x.grad!);
    }

    [SkippableFact]
    public void A_saved_output_comes_back_and_knows_its_graph()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, 2 }, requires_grad: true);
        Tensor y = Exponential.apply(x);
        y.sum().backward();
        Equal([2.7182818f, 7.3890561f], x.grad!);
    }

    [SkippableFact]
    public void A_function_inside_a_function_is_one_graph()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2 }, requires_grad: true);
        ScaledSquare.apply(ScaledSquare.apply(x, 1f), 1f).backward();
        Assert.Equal(32, x.grad!.item<float>());
    }

    [SkippableFact]
    public void A_marked_output_has_no_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> outputs = ValueAndSign.apply(tensor(new float[] { -2 }, requires_grad: true));
        Assert.True(outputs[0].requires_grad);
        Assert.False(outputs[1].requires_grad);
    }

    [SkippableFact]
    public void An_input_changed_in_place_stays_the_same_tensor()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2 }, requires_grad: true);
        Tensor inside = x * 1;
        Tensor doubled = DoubleInPlace.apply(inside);
        Equal([4], inside);
        doubled.backward();
        Equal([2], x.grad!);
    }

    [SkippableFact]
    public void A_gradient_that_is_not_materialized_arrives_invalid()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2 }, requires_grad: true);
        SecondOnly.apply(x)[1].backward();
        Assert.True(SecondOnly.FirstWasInvalid);
        Equal([1], x.grad!);
    }

    private sealed class ScaledSquare : SingleTensorFunction<ScaledSquare>
    {
        public override string Name => nameof(ScaledSquare);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("scale", vars[1]);
            Assert.False(is_grad_enabled());
            return x * x * (float)vars[1];
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ctx.get_saved_variables()[0] * 2 * (float)ctx.get_data("scale")!, null!];
    }

    private sealed class SumAndProduct : MultiTensorFunction<SumAndProduct>
    {
        public override string Name => nameof(SumAndProduct);

        public override List<Tensor> forward(AutogradContext ctx, params object[] vars)
        {
            (Tensor x, Tensor y) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([x, null!, y]);
            return [x + y, x * y];
        }

        public override List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            Assert.Null(saved[1]);
            return [grad_outputs[0] + (grad_outputs[1] * saved[2]), grad_outputs[0] + (grad_outputs[1] * saved[0])];
        }
    }

    private sealed class Exponential : SingleTensorFunction<Exponential>
    {
        public override string Name => nameof(Exponential);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            Tensor result = ((Tensor)vars[0]).exp();
            ctx.save_for_backward([result]);
            return result;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            Tensor result = ctx.get_saved_variables()[0];
            Assert.False(result.is_leaf);
            return [grad_output * result];
        }
    }

    private sealed class ValueAndSign : MultiTensorFunction<ValueAndSign>
    {
        public override string Name => nameof(ValueAndSign);

        public override List<Tensor> forward(AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            Tensor sign = x.sign();
            ctx.mark_non_differentiable([sign]);
            return [x.abs(), sign];
        }

        public override List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs) => [grad_outputs[0]];
    }

    private sealed class DoubleInPlace : SingleTensorFunction<DoubleInPlace>
    {
        public override string Name => nameof(DoubleInPlace);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.mark_dirty([x]);
            return x.mul_(2);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
    }

    private sealed class SecondOnly : MultiTensorFunction<SecondOnly>
    {
        internal static bool FirstWasInvalid { get; private set; }

        public override string Name => nameof(SecondOnly);

        public override List<Tensor> forward(AutogradContext ctx, params object[] vars)
        {
            ctx.set_materialize_grads(false);
            var x = (Tensor)vars[0];
            return [x * 1, x * 1];
        }

        public override List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs)
        {
            FirstWasInvalid = grad_outputs[0].IsInvalid;
            return [grad_outputs[1]];
        }
    }
}
