using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

/// <summary>The norms composed of libtorch's double operations, so that libtorch differentiates them: straight from the paper's formulas.</summary>
internal static class ComposedNorm
{
    /// <summary>y = weight·(x − mean)/s + bias over a double tensor (N, C, …); mean-only has no weight.</summary>
    public static Tensor Apply(Tensor x, Tensor? weight, Tensor bias, Norm norm, int k, double eps)
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
            Norm.Range => (MeanRange(rows) * 0.35 * ExtremeConstant(count / Math.Min(16.0, count / 2))) + eps,
            Norm.Mean => ones(channels, 1, ScalarType.Float64),
            _ => (d.abs().topk((int)Math.Min(k, count), 1).values.mean([1], true) * ExtremeConstant(count)) + eps,
        };
        var scaled = weight is null ? d / s : d / s * weight.unsqueeze(1);
        var y = scaled + bias.unsqueeze(1);
        long[] transposed = [channels, x.shape[0], .. x.shape[2..]];
        return y.reshape(transposed).transpose(0, 1);
    }

    /// <summary>Mean of max − min over min(16, n/2) chunks, the first n mod chunks of them one longer.</summary>
    private static Tensor MeanRange(Tensor rows)
    {
        var count = rows.shape[1];
        var chunks = Math.Min(16, count / 2);
        var ranges = new List<Tensor>();
        for (long chunk = 0, begin = 0; chunk < chunks; chunk++)
        {
            var length = (count / chunks) + (chunk < count % chunks ? 1 : 0);
            var values = rows.narrow(1, begin, length);
            ranges.Add(values.topk(1, 1).values + (-values).topk(1, 1).values);
            begin += length;
        }

        return cat(ranges.ToArray(), 1).mean([1], true);
    }

    private static double ExtremeConstant(double count) => 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log(count));
}
