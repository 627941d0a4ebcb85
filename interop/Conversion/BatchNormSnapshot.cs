using NormGpu.Torch.Modules;
using static TorchSharp.torch;
using BatchNorm = NormGpu.Torch.Modules.BatchNorm;
using BatchNorm1d = NormGpu.Torch.Modules.BatchNorm1d;
using BatchNorm2d = NormGpu.Torch.Modules.BatchNorm2d;
using BatchNorm3d = NormGpu.Torch.Modules.BatchNorm3d;

namespace NormGpu.Torch.Conversion;

/// <summary>What a batch norm of either library holds, so that another can take its place.</summary>
/// <param name="Dimensions">Spatial dimensions: 1, 2 or 3.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Weight">gamma, or null.</param>
/// <param name="Bias">beta, or null.</param>
/// <param name="Mean">Running mean, or null.</param>
/// <param name="Variance">Running variance, or null where Scale is given.</param>
/// <param name="Scale">Running scale, or null where Variance is given.</param>
/// <param name="Batches">Batch counter, or null.</param>
internal sealed record BatchNormSnapshot(
    int Dimensions, BatchNormOptions Options, Tensor? Weight, Tensor? Bias, Tensor? Mean, Tensor? Variance, Tensor? Scale, Tensor? Batches)
{
    /// <summary>The snapshot of a batch norm, or null for any other module.</summary>
    public static BatchNormSnapshot? Of(nn.Module module) => module switch
    {
        BatchNorm1d own => Of(1, own),
        BatchNorm2d own => Of(2, own),
        BatchNorm3d own => Of(3, own),
        TorchSharp.Modules.BatchNorm1d torch => Of(1, torch.eps, torch.momentum, torch.weight, torch.bias, torch.running_mean, torch.running_var, torch.num_batches_tracked),
        TorchSharp.Modules.BatchNorm2d torch => Of(2, torch.eps, torch.momentum, torch.weight, torch.bias, torch.running_mean, torch.running_var, torch.num_batches_tracked),
        TorchSharp.Modules.BatchNorm3d torch => Of(3, torch.eps, torch.momentum, torch.weight, torch.bias, torch.running_mean, torch.running_var, torch.num_batches_tracked),
        _ => null,
    };

    /// <summary>A batch norm of ours with these settings and the snapshot's values.</summary>
    public BatchNorm Restore(BatchNormOptions options)
    {
        var device = (Weight ?? Mean)?.device;
        BatchNorm norm = Dimensions switch
        {
            1 => new BatchNorm1d(options, device),
            2 => new BatchNorm2d(options, device),
            _ => new BatchNorm3d(options, device),
        };
        Copy(Weight, norm.weight);
        Copy(Bias, norm.bias);
        Copy(Mean, norm.running_mean);
        Copy(Batches, norm.num_batches_tracked);
        using var root = Variance?.to(ScalarType.Float32).sqrt();
        using var square = Scale?.square();
        Copy(Variance ?? square, norm.running_var);
        Copy(Scale ?? root, norm.running_scale);
        return norm;
    }

    private static BatchNormSnapshot Of(int dimensions, BatchNorm own)
        => new(dimensions, own.Options, own.weight, own.bias, own.running_mean, own.running_var, own.running_scale, own.num_batches_tracked);

    private static BatchNormSnapshot Of(int dimensions, double eps, double? momentum, Tensor? weight, Tensor? bias, Tensor? mean, Tensor? variance, Tensor? batches)
    {
        var features = (weight ?? mean)?.shape[0]
            ?? throw new NotSupportedException("A batch norm that has neither a weight nor running statistics does not tell its channels; make it with NormLayers instead.");
        var options = new BatchNormOptions(features, eps, momentum, weight is not null, mean is not null, Norm.L2);
        return new BatchNormSnapshot(dimensions, options, weight, bias, mean, variance, Scale: null, batches);
    }

    private static void Copy(Tensor? from, Tensor? to)
    {
        if (from is not null && to is not null)
            to.copy_(from);
    }
}
