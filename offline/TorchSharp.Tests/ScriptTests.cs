using System.Runtime.InteropServices;

namespace TorchSharp.Tests;

public class ScriptTests : TorchTests
{
    private const string Script = """
        def scaled(x, factor: int, shift: float, negate: bool):
            y = x * factor + shift
            return -y if negate else y

        def both(x, y):
            return [x + y, torch.sub(x, y)]

        def nothing(x):
            return None

        def or_ones(x: Optional[Tensor]):
            return torch.ones([2]) if x is None else x

        def count(x):
            return x.size(0)

        """;

    [SkippableFact]
    public void A_function_takes_numbers_and_returns_tensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using jit.CompilationUnit unit = jit.compile(Script);
        Assert.Equal([-6.5f, -8.5f], unit.invoke<Tensor>("scaled", tensor(new[] { 3f, 4f }), 2, 0.5, true).data<float>().ToArray());
        Tensor[] pair = unit.invoke<Tensor[]>("both", tensor(new[] { 3f, 4f }), tensor(new[] { 1f, 1f }));
        Assert.Equal([4f, 5f], pair[0].data<float>().ToArray());
        Assert.Equal([2f, 3f], pair[1].data<float>().ToArray());
        Assert.Null(unit.invoke("nothing", ones(1)));
        Assert.Equal([1f, 1f], unit.invoke<Tensor>("or_ones", [null]).data<float>().ToArray());
    }

    [SkippableFact]
    public void Gradients_pass_through_a_function()
    {
        using DisposeScope scope = NewDisposeScope();
        using jit.CompilationUnit unit = jit.compile(Script);
        Tensor x = ones(2).requires_grad_();
        unit.invoke<Tensor>("scaled", x, 3, 1.0, false).sum().backward();
        Assert.Equal([3f, 3f], x.grad!.data<float>().ToArray());
    }

    [SkippableFact]
    public void What_is_wrong_with_a_script_or_a_call_is_said()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Contains("undefined value y", Assert.Throws<ExternalException>(() => jit.compile("def f(x):\n    return y\n")).Message, StringComparison.Ordinal);
        using jit.CompilationUnit unit = jit.compile(Script);
        Assert.Contains("has no function 'absent'", Assert.Throws<ExternalException>(() => unit.invoke("absent")).Message, StringComparison.Ordinal);
        Assert.Contains("takes 2 arguments", Assert.Throws<ExternalException>(() => unit.invoke("both", ones(1), ones(1), ones(1))).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => unit.invoke("count", ones(3)));
        Assert.Throws<NotSupportedException>(() => unit.invoke("nothing", "text"));
        unit.Dispose();
        Assert.Throws<ObjectDisposedException>(() => unit.invoke("nothing", ones(1)));
    }
}
