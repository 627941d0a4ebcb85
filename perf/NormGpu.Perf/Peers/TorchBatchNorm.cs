using System.Globalization;
using NormGpu.Host;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Peers;

/// <summary>PyTorch's batch norm, in a process of its own.</summary>
/// <param name="threads">That it may use.</param>
internal sealed class TorchBatchNorm(int threads) : IDisposable
{
    private readonly LinePeer peer = LinePeer.StartPython("batch_norm_peer.py", threads);

    public string Version => peer.Version;

    /// <summary>Milliseconds of forward + backward, from a few in a row.</summary>
    /// <param name="shape">Of x.</param>
    /// <param name="type">fp32 or bf16.</param>
    /// <param name="calls">In a row.</param>
    public double Time(ActivationShape shape, string type, int calls)
    {
        var layout = shape.Layout == ChannelLayout.ChannelsFirst ? "nchw" : "nhwc";
        var question = string.Create(CultureInfo.InvariantCulture, $"{shape.Batch} {shape.Channels} {shape.Height} {shape.Width} {type} {layout} {calls}");
        return double.Parse(peer.Ask(question), CultureInfo.InvariantCulture);
    }

    public void Dispose() => peer.Dispose();
}
