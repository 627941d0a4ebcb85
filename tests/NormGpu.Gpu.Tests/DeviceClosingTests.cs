using NormGpu.Host;
using NormGpu.Host.Devices;
using NormGpu.Host.Gpu;

namespace NormGpu.Gpu.Tests;

public class DeviceClosingTests
{
    private static readonly ChannelShape Shape = new(2, 3, 40, ChannelLayout.ChannelsFirst);

    private readonly GpuDevice gpu = GpuDevice.CreateSimulator();
    private readonly ComputeDevice device;

    public DeviceClosingTests() => device = new ComputeDevice(new DeviceDescription("own", DeviceKind.Simulator, "a simulator of this test", 0, []), () => gpu);

    [Fact]
    public void Closing_frees_what_the_pool_holds_and_refuses_later_calls()
    {
        Forward();
        Assert.True(gpu.Buffers.FreeBytes > 0);
        device.Close();
        Assert.Equal(0, gpu.Buffers.FreeBytes);
        Assert.Throws<ObjectDisposedException>(() => Forward());
        gpu.Dispose();
    }

    [Fact]
    public void Closing_waits_for_calls_at_work_and_refuses_those_that_wait()
    {
        var expected = Forward();
        using var started = new CountdownEvent(4);
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                started.Signal();
                while (true)
                    Assert.Equal(expected, Forward());
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();
        started.Wait();
        gpu.Dispose();
        Assert.All(workers, worker => Assert.IsType<ObjectDisposedException>(Assert.Throws<AggregateException>(worker.Wait).InnerException));
    }

    [Fact]
    public void A_device_that_was_never_used_is_not_opened_to_be_closed()
    {
        var unused = new ComputeDevice(device.Description, () => throw new InvalidOperationException("It was opened."));
        unused.Close();
        gpu.Dispose();
    }

    private float[] Forward()
    {
        var data = new TestData(Shape);
        var y = new float[data.X.Length];
        BatchNorm.Forward<float>(
            new BatchNormSettings(Norm.L1), Shape, data.X, y, data.Weight, data.Bias, new float[ChannelStatistics.Rows * Shape.Channels], 0, device);
        return y;
    }
}
