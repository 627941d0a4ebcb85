using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>Batch norm over (N, C) or (N, C, L). Made by <see cref="NormLayers.BatchNorm1d"/>.</summary>
public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(BatchNormOptions options, Device? device = null, ScalarType? dtype = null)
        : base(nameof(BatchNorm1d), options, device, dtype)
    {
    }

    private protected override string ExpectedShapes => "(N, C) or (N, C, L)";

    private protected override bool Accepts(int dimensions) => dimensions is 2 or 3;
}
