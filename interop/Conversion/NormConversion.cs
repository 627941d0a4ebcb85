using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>Replaces the batch norms of a model.</summary>
public static class NormConversion
{
    /// <summary>Replaces every batch norm, TorchSharp's and ours, by one with another norm; weight, bias and running statistics are carried over.</summary>
    public static nn.Module<Tensor, Tensor> ConvertBatchNorm(nn.Module<Tensor, Tensor> model, Norm norm, int k = 10,
        Arithmetic arithmetic = Arithmetic.Float32, Accumulation accumulate = Accumulation.Float32) => throw new NotSupportedException("not written yet");
}
