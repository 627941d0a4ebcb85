namespace TorchSharp.Tests;

public class OperatorTests : TorchTests
{
    private static readonly float[] Source = [-2, -0.5f, 0, 3];

    public static TheoryData<string, Func<Tensor, Tensor>, float[]> Results => new()
    {
        { "x + 1", x => x + 1, [-1, 0.5f, 1, 4] },
        { "1 - x", x => 1 - x, [3, 1.5f, 1, -2] },
        { "x * x", x => x * x, [4, 0.25f, 0, 9] },
        { "6 / (x + 1)", x => 6 / (x + 1), [-6, 12, 6, 1.5f] },
        { "x / 2", x => x / 2, [-1, -0.25f, 0, 1.5f] },
        { "-x", x => -x, [2, 0.5f, 0, -3] },
        { "x % 2", x => x % (Scalar)2, [0, 1.5f, 0, 1] },
        { "add with alpha", x => x.add(x, alpha: 2), [-6, -1.5f, 0, 9] },
        { "add of a plain number", x => x.add(1), [-1, 0.5f, 1, 4] },
        { "sub_ of a tensor", x => x.sub_(x), [0, 0, 0, 0] },
        { "div floor", x => x.div(2, RoundingMode.floor), [-1, -1, 0, 1] },
        { "div trunc", x => x.div(2, RoundingMode.trunc), [-1, 0, 0, 1] },
        { "addcmul_", x => x.addcmul_(x, x, 0.5), [0, -0.375f, 0, 7.5f] },
        { "addcdiv", x => x.addcdiv(ones(4), full(4, 4.0)), [-1.75f, -0.25f, 0.25f, 3.25f] },
        { "lerp", x => x.lerp(zeros(4), full(4, 0.5)), [-1, -0.25f, 0, 1.5f] },
        { "abs", x => x.abs(), [2, 0.5f, 0, 3] },
        { "sign", x => x.sign(), [-1, -1, 0, 1] },
        { "sqrt of abs", x => x.abs().sqrt(), [1.4142136f, 0.7071068f, 0, 1.7320508f] },
        { "pow", x => x.pow(2), [4, 0.25f, 0, 9] },
        { "exp then log", x => x.exp().log(), [-2, -0.5f, 0, 3] },
        { "clamp", x => x.clamp(-1, 1), [-1, -0.5f, 0, 1] },
        { "clamp from below", x => x.clamp(min: 0), [0, 0, 0, 3] },
        { "clamp_max", x => x.clamp_max(0), [-2, -0.5f, 0, 0] },
        { "relu", x => x.relu(), [0, 0, 0, 3] },
        { "round to one decimal", x => (x * 0.16).round(1), [-0.3f, -0.1f, 0, 0.5f] },
        { "softmax", x => x.softmax(0), [0.0062002f, 0.0277876f, 0.045814f, 0.9201981f] },
        { "x > 0", x => x > (Scalar)0, [0, 0, 0, 1] },
        { "x == 0", x => x == (Scalar)0, [0, 0, 1, 0] },
        { "eq of a tensor", x => x.eq(tensor(Source)), [1, 1, 1, 1] },
        { "isfinite of 1 / x", x => (1 / x).isfinite(), [1, 1, 0, 1] },
        { "where", x => x.where(x > (Scalar)0, zeros(4)), [0, 0, 0, 3] },
        { "masked_fill", x => x.masked_fill(x < (Scalar)0, 9), [9, 9, 0, 3] },
        { "sum", x => x.sum(), [0.5f] },
        { "mean", x => x.mean(), [0.125f] },
        { "var", x => x.var(), [4.39583f] },
        { "biased var", x => x.var(false), [3.29688f] },
        { "std over a dimension", x => x.view(2, 2).std(1), [1.06066f, 2.12132f] },
        { "max", x => x.max(), [3] },
        { "min over a dimension", x => x.view(2, 2).min(1).values, [-2, 0] },
        { "argmax", x => x.argmax(), [3] },
        { "norm", x => x.norm(), [3.6400549f] },
        { "L1 norm", x => x.norm(1f), [5.5f] },
        { "topk", x => x.topk(2).values, [3, 0] },
        { "indices of sort", x => x.sort(descending: true).Indices, [3, 2, 1, 0] },
        { "any", x => x.any(), [1] },
        { "all", x => x.all(), [0] },
        { "cumsum", x => x.cumsum(0), [-2, -2.5f, -2.5f, 0.5f] },
        { "matmul", x => x.view(2, 2).matmul(x.view(2, 2)), [4, -0.5f, 0, 9] },
        { "outer", x => x.narrow(0, 2, 2).outer(x.narrow(0, 0, 2)), [0, 0, -6, -1.5f] },
        { "transpose", x => x.view(2, 2).t().contiguous(), [-2, 0, -0.5f, 3] },
        { "cat", x => cat([x.narrow(0, 0, 1), x.narrow(0, 3, 1)]), [-2, 3] },
        { "stack", x => stack([x.select(0, 0), x.select(0, 3)]), [-2, 3] },
        { "flip", x => x.flip(0), [3, 0, -0.5f, -2] },
        { "expand", x => x.narrow(0, 3, 1).expand(3), [3, 3, 3] },
        { "index_select", x => x.index_select(0, tensor(new long[] { 3, 0 })), [3, -2] },
        { "one part of a split", x => x.split(3)[1], [3] },
        { "one part of unbind", x => x.view(2, 2).unbind()[1], [0, 3] },
    };

    [SkippableTheory]
    [MemberData(nameof(Results))]
    public void An_operator_gives_the_value_worked_out_by_hand(string name, Func<Tensor, Tensor> run, float[] expected)
    {
        using DisposeScope scope = NewDisposeScope();
        using Tensor x = tensor(Source);
        Equal(expected, run(x), name);
    }

    public static TheoryData<string, Func<Tensor, Tensor>, float[], long[]> Indices => new()
    {
        { "[1]", m => m[1], [3, 4, 5], [3] },
        { "[-1, 0]", m => m[-1, 0], [3], [] },
        { "[.., 1]", m => m[TensorIndex.Ellipsis, 1], [1, 4], [2] },
        { "[:, 1:]", m => m[TensorIndex.Colon, TensorIndex.Slice(1)], [1, 2, 4, 5], [2, 2] },
        { "[:, ::2]", m => m[TensorIndex.Colon, TensorIndex.Slice(step: 2)], [0, 2, 3, 5], [2, 2] },
        { "[:, ..^1]", m => m[TensorIndex.Colon, ..^1], [0, 1, 3, 4], [2, 2] },
        { "[None, 0]", m => m[TensorIndex.None, 0], [0, 1, 2], [1, 3] },
        { "[tensor]", m => m[tensor(new long[] { 1, 1 })], [3, 4, 5, 3, 4, 5], [2, 3] },
        { "[:, tensor]", m => m[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))], [2, 0, 5, 3], [2, 2] },
        { "[mask]", m => m[m > (Scalar)3], [4, 5], [2] },
    };

    [SkippableTheory]
    [MemberData(nameof(Indices))]
    public void An_index_picks_its_elements(string name, Func<Tensor, Tensor> index, float[] expected, long[] shape)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor picked = index(arange(6, dtype: float32).view(2, 3));
        Equal(expected, picked, name);
        Assert.True(shape.AsSpan().SequenceEqual(picked.shape), name);
    }

    [SkippableFact]
    public void An_index_can_be_assigned_to()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor matrix = zeros(2, 3);
        matrix[0] = ones(3);
        matrix[TensorIndex.Colon, 1] = full(2, 5.0);
        matrix[matrix == (Scalar)0] = 7.0f;
        Equal([1, 5, 1, 7, 5, 7], matrix);
    }
}
