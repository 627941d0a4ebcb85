using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

/// <summary>The norms composed of libtorch's double operations, so that libtorch differentiates them: straight from the paper's formulas.</summary>
internal static class ComposedNorm
{
    /// <summary>y = weight·(x − mean)/s + bias over a double tensor (N, C, …).</summary>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor bias, Norm norm, int k, double eps)
    {
        var channels = x.shape[1];
        var rows = x.transpose(0, 1).reshape(channels, -1);
        var count = rows.shape[1];
        var d = rows - rows.mean([1], true);
        var s = norm switch
        {
            Norm.L2 => (d.square().mean([1], true) + eps).sqrt(),
            Norm.L1 => (d.abs().mean([1], true) * Math.Sqrt(Math.PI / 2)) + eps,
            Norm.LInf => (d.abs().topk(1, 1).values * ExtremeConstant(count)) + eps,
            _ => (d.abs().topk((int)Math.Min(k, count), 1).values.mean([1], true) * ExtremeConstant(count)) + eps,
        };
        var y = (d / s * weight.unsqueeze(1)) + bias.unsqueeze(1);
        long[] transposed = [channels, x.shape[0], .. x.shape[2..]];
        return y.reshape(transposed).transpose(0, 1);
    }

    private static double ExtremeConstant(long count) => 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log(count));
}
