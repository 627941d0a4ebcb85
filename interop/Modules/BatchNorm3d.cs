using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>Batch norm over (N, C, D, H, W). Made by <see cref="NormLayers.BatchNorm3d"/>.</summary>
public sealed class BatchNorm3d : BatchNorm
{
    internal BatchNorm3d(BatchNormOptions options, Device? device = null, ScalarType? dtype = null)
        : base(nameof(BatchNorm3d), options, device, dtype)
    {
    }

    private protected override string ExpectedShapes => "(N, C, D, H, W)";

    private protected override bool Accepts(int dimensions) => dimensions == 5;
}
