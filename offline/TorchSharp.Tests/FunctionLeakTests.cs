using System.Runtime.CompilerServices;
using static TorchSharp.torch.autograd;

namespace TorchSharp.Tests;

public class FunctionLeakTests : TorchTests
{
    public enum Ending
    {
        Backward,
        NoBackward,
        ExceptionInBackward,
        ExceptionInForward,
        NoGradients,
    }

    [SkippableTheory]
    [InlineData(Ending.Backward)]
    [InlineData(Ending.NoBackward)]
    [InlineData(Ending.ExceptionInBackward)]
    [InlineData(Ending.ExceptionInForward)]
    [InlineData(Ending.NoGradients)]
    public void What_a_context_held_is_free_once_the_graph_is_gone(Ending ending)
    {
        // Without a dispose scope: the garbage collector alone has to find that nothing is used.
        WeakReference held = Run(ending);
        for (int i = 0; i < 10 && held.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(held.IsAlive);
    }

    [SkippableTheory]
    [InlineData(Ending.Backward)]
    [InlineData(Ending.NoBackward)]
    [InlineData(Ending.ExceptionInBackward)]
    public void Saved_tensors_go_with_the_graph(Ending ending)
    {
        const int rounds = 100;
        RunInScope(ending);
        long before = Environment.WorkingSet;
        for (int i = 0; i < rounds; i++)
            RunInScope(ending);
        long grown = (Environment.WorkingSet - before) / (1 << 20);
        // Each round saves its input and its output: a leak of either would be 800 MB.
        Assert.True(grown < 400, $"{grown} MB more after {rounds} rounds of 16 MB");
    }

    private static void RunInScope(Ending ending)
    {
        using DisposeScope scope = NewDisposeScope();
        Run(ending, megabytes: 8);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Run(Ending ending, int megabytes = 0)
    {
        var held = new object();
        Tensor x = ones(1 + (megabytes * (1L << 18))).requires_grad_(ending != Ending.NoGradients);
        try
        {
            Tensor y = Holding.apply(x, held, ending);
            if (ending is Ending.Backward or Ending.ExceptionInBackward)
                y.sum().backward();
        }
        catch (InvalidDataException) when (ending is Ending.ExceptionInBackward or Ending.ExceptionInForward)
        {
            // The exception is this ending.
        }
        return new WeakReference(held);
    }

    private sealed class Holding : SingleTensorFunction<Holding>
    {
        public override string Name => nameof(Holding);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_data("held", vars[1]);
            ctx.save_data("ending", vars[2]);
            if ((Ending)vars[2] == Ending.ExceptionInForward)
                throw new InvalidDataException();
            Tensor result = x * 2;
            ctx.save_for_backward([x, result]);
            return result;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            if ((Ending)ctx.get_data("ending")! == Ending.ExceptionInBackward)
                throw new InvalidDataException();
            return [grad_output + ctx.get_saved_variables()[1], null!, null!];
        }
    }
}
