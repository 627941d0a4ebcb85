using static TorchSharp.torch;

namespace NormGpu.Torch.Memory;

/// <summary>
/// A tensor whose elements lie side by side, for the time of one operator: the caller's own where they do already, else a copy that is disposed with this. No new
/// handle is made of a tensor that is dense already: each is a call into libtorch, and a step makes hundreds.
/// </summary>
internal readonly struct DenseTensor : IDisposable
{
    private readonly bool _copied;

    private DenseTensor(Tensor tensor, bool copied)
    {
        Tensor = tensor;
        _copied = copied;
    }

    /// <summary>The dense tensor. Whoever takes its address calls <see cref="Dispose"/> after the last access, which also keeps the caller's own tensor alive.</summary>
    public Tensor Tensor { get; }

    /// <summary>In an order of the tensor's own: channels-first or channels-last.</summary>
    public static DenseTensor Of(Tensor tensor) => ChannelTensor.IsDense(tensor) ? new(tensor, copied: false) : new(tensor.contiguous(), copied: true);

    /// <summary>In the memory order of a dense tensor of the same shape.</summary>
    public static DenseTensor InOrderOf(Tensor model, Tensor tensor)
    {
        if (tensor.stride().AsSpan().SequenceEqual(model.stride()))
            return new(tensor, copied: false);
        var copy = empty_like(model, tensor.dtype);
        copy.copy_(tensor);
        return new(copy, copied: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_copied)
            Tensor.Dispose();
        GC.KeepAlive(Tensor);
    }
}
