using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using NormGpu.Host.Devices;
using NormGpu.Host.Gpu;

namespace NormGpu.Gpu.Tests;

public sealed class BufferPoolTests : IDisposable
{
    private const int Bytes = 100_000;

    private readonly Context context = Context.Create(builder => builder.CPU(CPUDevice.Default));
    private readonly Accelerator accelerator;

    public BufferPoolTests() => accelerator = context.CreateCPUAccelerator(0);

    public void Dispose()
    {
        accelerator.Dispose();
        context.Dispose();
    }

    [Fact]
    public void A_buffer_that_was_given_back_is_lent_again()
    {
        using var pool = new BufferPool(accelerator, long.MaxValue);
        pool.Borrow(Bytes).Dispose();
        var free = pool.FreeBytes;
        Assert.InRange(free, Bytes, 2 * Bytes);
        using (pool.Borrow(Bytes - 1000))
            Assert.Equal(0, pool.FreeBytes);
        Assert.Equal(free, pool.FreeBytes);
    }

    [Fact]
    public void Beyond_its_bound_the_pool_frees_what_came_back_first()
    {
        using var pool = new BufferPool(accelerator, 3 * Bytes);
        var (small, large) = (pool.Borrow(Bytes), pool.Borrow(2 * Bytes));
        small.Dispose();
        large.Dispose();
        Assert.InRange(pool.FreeBytes, 2 * Bytes, 3 * Bytes);
        // The small one is gone: another has to be allocated.
        var before = pool.FreeBytes;
        using (pool.Borrow(Bytes))
            Assert.Equal(before, pool.FreeBytes);
    }

    [Fact]
    public void A_buffer_larger_than_the_bound_is_freed_at_once()
    {
        using var pool = new BufferPool(accelerator, 1000);
        pool.Borrow(Bytes).Dispose();
        Assert.Equal(0, pool.FreeBytes);
    }

    [Fact]
    public void What_the_device_has_no_room_for_is_refused_in_a_sentence_after_all_free_buffers_were_given_up()
    {
        using var pool = new BufferPool(accelerator, long.MaxValue);
        pool.Borrow(Bytes).Dispose();
        var error = Assert.Throws<DeviceException>(() => pool.Borrow(1L << 60));
        Assert.Matches(@"^[^\r\n]+ has no room for \d+ MiB more \([^\r\n]+\); make the batch smaller\.$", error.Message);
        Assert.Equal(0, pool.FreeBytes);
        pool.Borrow(Bytes).Dispose();
    }
}
