using System.Runtime.InteropServices;
using static TorchSharp.torch.autograd;

namespace TorchSharp.Tests;

public class FunctionErrorTests : TorchTests
{
    [SkippableFact]
    public void An_exception_in_backward_is_the_callers_exception()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        var thrown = new InvalidDataException("no gradient today");
        Tensor loss = Throwing.apply(x * 2, thrown).sum();
        var caught = Assert.Throws<InvalidDataException>(() => loss.backward());
        Assert.Same(thrown, caught);
        Assert.Contains("backward", caught.StackTrace, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void After_an_exception_the_thread_works_as_before()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        for (int i = 0; i < 3; i++)
            Assert.Throws<InvalidDataException>(() => Throwing.apply(x, new InvalidDataException()).sum().backward());
        Assert.Null(x.grad);
        x.pow(2).sum().backward();
        Equal([2, 2], x.grad!);
    }

    [SkippableTheory]
    [InlineData(3)]
    [InlineData(80)]
    public void An_exception_passes_through_nested_backwards(int depth)
    {
        // libtorch runs backwards that are nested more than 60 deep on worker threads of its own.
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1).requires_grad_();
        var caught = Assert.Throws<InvalidDataException>(() => Nested.apply(x, depth).backward());
        Assert.Equal("at the bottom", caught.Message);
        Assert.Equal(depth > 60, Nested.BottomThread != Environment.CurrentManagedThreadId);
    }

    [SkippableFact]
    public void Two_threads_have_their_own_exceptions()
    {
        var messages = new string[2];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(i => new Thread(() =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor x = ones(1).requires_grad_();
            for (int round = 0; round < 50; round++)
                messages[i] = Assert.Throws<InvalidDataException>(() => Throwing.apply(x, new InvalidDataException($"thread {i}")).backward()).Message;
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(["thread 0", "thread 1"], messages);
    }

    [SkippableFact]
    public void An_exception_in_forward_is_the_callers_exception()
    {
        using Tensor x = ones(1).requires_grad_();
        Assert.Throws<InvalidDataException>(() => ThrowingForward.apply(x));
        Assert.True(is_grad_enabled());
    }

    [SkippableFact]
    public void A_wrong_number_of_gradients_names_the_function()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1).requires_grad_();
        var caught = Assert.Throws<InvalidOperationException>(() => Miscounting.apply(x, 1).backward());
        Assert.Contains("Miscounting", caught.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_gradient_of_another_shape_is_libtorchs_error_with_the_functions_name()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        var caught = Assert.Throws<ExternalException>(() => Misshaping.apply(x).sum().backward());
        Assert.Contains("Misshaping", caught.Message, StringComparison.Ordinal);
        Assert.Contains("shape", caught.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_second_backward_finds_the_saved_tensors_gone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1).requires_grad_();
        Tensor y = Saving.apply(x);
        y.backward(retain_graph: true);
        y.backward();
        var caught = Assert.Throws<ExternalException>(() => y.backward());
        Assert.Contains("backward through the graph a second time", caught.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_saved_tensor_that_was_changed_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(1).requires_grad_();
        Tensor inside = x * 2;
        Tensor y = Saving.apply(inside);
        inside.add_(1);
        var caught = Assert.Throws<ExternalException>(() => y.backward());
        Assert.Contains("inplace operation", caught.Message, StringComparison.Ordinal);
    }

    private sealed class Throwing : SingleTensorFunction<Throwing>
    {
        public override string Name => nameof(Throwing);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("exception", vars[1]);
            return ((Tensor)vars[0]).clone();
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => throw (Exception)ctx.get_data("exception")!;
    }

    private sealed class ThrowingForward : SingleTensorFunction<ThrowingForward>
    {
        public override string Name => nameof(ThrowingForward);

        public override Tensor forward(AutogradContext ctx, params object[] vars) => throw new InvalidDataException();

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => [grad_output];
    }

    private sealed class Nested : SingleTensorFunction<Nested>
    {
        internal static int BottomThread { get; private set; }

        public override string Name => nameof(Nested);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("depth", vars[1]);
            return ((Tensor)vars[0]).clone();
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            int depth = (int)ctx.get_data("depth")!;
            if (depth == 0)
            {
                BottomThread = Environment.CurrentManagedThreadId;
                throw new InvalidDataException("at the bottom");
            }
            using (enable_grad())
                apply(ones(1).requires_grad_(), depth - 1).backward();
            return [grad_output, null!];
        }
    }

    private sealed class Miscounting : SingleTensorFunction<Miscounting>
    {
        public override string Name => nameof(Miscounting);

        public override Tensor forward(AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => [grad_output];
    }

    private sealed class Misshaping : SingleTensorFunction<Misshaping>
    {
        public override string Name => nameof(Misshaping);

        public override Tensor forward(AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => [ones(3, 5)];
    }

    private sealed class Saving : SingleTensorFunction<Saving>
    {
        public override string Name => nameof(Saving);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return ((Tensor)vars[0]).clone();
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            ctx.get_saved_variables();
            return [grad_output];
        }
    }
}
