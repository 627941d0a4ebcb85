using NormGpu.Host;
using NormGpu.Host.Devices;
using NormGpu.Torch.Memory;
using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

/// <summary>Kernels on Torch's own memory. The simulator reaches the processor's memory as a card reaches its own, so the whole way is checked without one.</summary>
public class DirectAccessTests : LibtorchTest
{
    private static ComputeDevice Simulator => DeviceCatalogue.Find("simulator");

    [SkippableFact]
    public void The_start_up_check_passes_where_kernels_reach_the_memory() => Assert.True(new DirectAccess(Assert.Fail).Works(Simulator, CPU));

    [SkippableFact]
    public void A_tensor_that_the_device_reaches_is_not_copied()
    {
        Assert.Equal(new Placement(Simulator, TensorPlace.DeviceMemory), Placement.Of(zeros(2, 3), Simulator));
        Assert.Equal(new Placement(Device: null, TensorPlace.HostMemory), Placement.Of(zeros(2, 3), wanted: null));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Parts_of_a_larger_tensor_are_brought_to_an_address_that_kernels_take(long offset)
    {
        using var near = BatchNorm1d(3);
        using var far = BatchNorm1d(3, computeDevice: Simulator);
        var x = randn(2, 3, 9).reshape(-1)[TensorIndex.Slice(offset, offset + 48)].reshape(2, 3, 8);
        var (expected, actual) = (x.detach().requires_grad_(), x.detach().requires_grad_());
        var y = far.call(actual);
        y.backward([ones_like(y)]);
        near.call(expected).backward([ones_like(y)]);
        TensorAssert.Close(near.call(x), y, Tolerance.Single);
        TensorAssert.Close(expected.grad! + 1, actual.grad! + 1, Tolerance.Single);
    }

    public static TheoryData<Func<string?>, string> Failures() => new()
    {
        { () => "it was allocated in another context", "(it was allocated in another context)" },
        { () => throw new InvalidOperationException("The CUDA driver refused cuCtxSetCurrent with error 201.\nand more"), "(The CUDA driver refused cuCtxSetCurrent with error 201)" },
    };

    [SkippableTheory, MemberData(nameof(Failures))]
    public void A_failed_check_means_copies_and_is_told_once(Func<string?> whyNot, string told)
    {
        var messages = new List<string>();
        var access = new DirectAccess(messages.Add);
        var card = device("cuda:1");
        var checks = 0;
        for (var call = 0; call < 3; call++)
        {
            Assert.False(access.Works("cuda:1", card, () =>
            {
                checks++;
                return whyNot();
            }));
        }

        Assert.Equal(1, checks);
        Assert.Equal($"normgpu: cuda:1 cannot work on Torch's memory on cuda:1 {told}; tensors are copied through host memory.", Assert.Single(messages));
    }

    [SkippableFact]
    public void Copies_between_the_processor_and_a_card_are_nothing_to_tell()
        => Assert.False(new DirectAccess(Assert.Fail).Works("cuda:0", CPU, () => "it is host memory"));
}
