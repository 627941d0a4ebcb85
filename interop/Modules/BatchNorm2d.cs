using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>Batch norm over (N, C, H, W). Made by <see cref="NormLayers.BatchNorm2d"/>.</summary>
public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(BatchNormOptions options, Device? device = null, ScalarType? dtype = null)
        : base(nameof(BatchNorm2d), options, device, dtype)
    {
    }

    private protected override string ExpectedShapes => "(N, C, H, W)";

    private protected override bool Accepts(int dimensions) => dimensions == 4;
}
