using System.Collections.Concurrent;
using NormGpu.Host;
using NormGpu.Host.Devices;
using TorchSharp;
using static TorchSharp.torch;
using Operators = NormGpu.Host.BatchNorm;

namespace NormGpu.Torch.Memory;

/// <summary>
/// Whether a device's kernels can work on Torch's own memory, found out once a device by trying: a tensor that Torch allocated is read and written by a
/// kernel and compared by Torch. Where that fails tensors are copied through host memory, and this says so once.
/// </summary>
internal sealed class DirectAccess(Action<string> report)
{
    private const int Elements = 200;

    private readonly ConcurrentDictionary<(string Device, string Torch), Lazy<bool>> answers = new();

    /// <summary>The process's own; it reports on stderr.</summary>
    public static DirectAccess Shared { get; } = new(message => Console.Error.WriteLine(message));

    /// <summary>Whether the kernels of <paramref name="device"/> work on tensors of <paramref name="torchDevice"/> where they lie.</summary>
    public bool Works(ComputeDevice device, Device torchDevice) => Works(device.Id, torchDevice, () => WhyNot(device, torchDevice));

    /// <summary>The same, by a check of the caller's.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="torchDevice">Where tensors lie.</param>
    /// <param name="whyNot">Runs the check: null, or in a few words what failed.</param>
    public bool Works(string device, Device torchDevice, Func<string?> whyNot) => answers.GetOrAdd(
        (device, torchDevice.ToString()),
        _ => new Lazy<bool>(() =>
        {
            var reason = Outcome(whyNot);
            // Between the processor and a card, copies are what everybody expects.
            if (reason is not null && torchDevice.type != DeviceType.CPU)
                report($"normgpu: {device} cannot work on Torch's memory on {torchDevice} ({reason}); tensors are copied through host memory.");
            return reason is null;
        })).Value;

    private static string? Outcome(Func<string?> whyNot)
    {
        try
        {
            return whyNot();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return error.GetBaseException().Message.Split('\n')[0].Trim().TrimEnd('.');
        }
    }

    /// <summary>Normalizes a small tensor in place of Torch's and compares with Torch's own result.</summary>
    private static unsafe string? WhyNot(ComputeDevice device, Device torchDevice)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var x = arange(Elements, ScalarType.Float32, torchDevice);
        var y = zeros_like(x);
        var address = TensorMemory.AnyAddress(x);
        if (!device.Reaches(address))
            return "it was allocated in another context";
        var (mean, scale, weight, bias) = (100f, 1f, 2f, 1f);
        Operators.Inference(
            new BatchNormSettings(Norm.L1, Epsilon: 0), new ChannelShape(1, 1, Elements, ChannelLayout.ChannelsFirst), ElementType.Float32,
            address, TensorMemory.AnyAddress(y), &weight, &bias, &mean, &scale, device: device, place: TensorPlace.DeviceMemory);
        // Whole numbers below 2^24: exact however they are computed.
        var expected = (x - mean) * weight + bias;
        return y.eq(expected).all().item<bool>() ? null : "a kernel's result did not arrive in a tensor";
    }
}
