using NormGpu.Host;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Tensors;
using NormGpu.Torch;
using NormGpu.Torch.Modules;
using static TorchSharp.torch;

namespace NormGpu.Perf.Peers;

/// <summary>Our batch norm as a TorchSharp model meets it: the module, autograd, and libtorch's memory for y and dx, as in PyTorch.</summary>
internal sealed class TorchSharpBatchNorm : IDisposable
{
    private readonly BatchNorm2d norm;
    private readonly Tensor x;
    private readonly Tensor dy;

    public TorchSharpBatchNorm(Norm norm, ActivationShape shape)
    {
        this.norm = NormLayers.BatchNorm2d(shape.Channels, norm: norm);
        x = Random(shape).requires_grad_();
        dy = Random(shape);
    }

    /// <summary>Milliseconds of forward + backward, from a few in a row.</summary>
    public double Time(int calls) => Turns.Milliseconds(calls, () =>
    {
        using var scope = NewDisposeScope();
        x.grad?.Dispose();
        x.grad = null;
        norm.call(x).backward([dy]);
    });

    public void Dispose()
    {
        x.Dispose();
        dy.Dispose();
        norm.Dispose();
    }

    private static Tensor Random(ActivationShape shape)
    {
        using var scope = NewDisposeScope();
        var tensor = shape.Layout == ChannelLayout.ChannelsFirst
            ? randn([shape.Batch, shape.Channels, shape.Height, shape.Width])
            : randn([shape.Batch, shape.Height, shape.Width, shape.Channels]).permute(0, 3, 1, 2);
        return tensor.to(ScalarType.Float16).MoveToOuterDisposeScope();
    }
}
