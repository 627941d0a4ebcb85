using System.Runtime.InteropServices;

namespace TorchSharp.Tests;

public class StorageTests : TorchTests
{
    /// <summary>Declared as in code that runs over the package too.</summary>
    [DllImport("LibTorchSharp")]
    private static extern unsafe float* THSTensor_data(IntPtr handle);

    [SkippableFact]
    public unsafe void The_data_pointer_includes_the_storage_offset()
    {
        using Tensor whole = arange(10, dtype: float32);
        using Tensor part = whole.narrow(0, 3, 4);
        Assert.Equal(3, part.storage_offset());
        float* start = THSTensor_data(whole.Handle);
        float* offset = THSTensor_data(part.Handle);
        Assert.Equal(3, offset - start);
        Assert.Equal(3f, *offset);
        *offset = 42;
        Assert.Equal(42f, whole[3].item<float>());
    }

    [SkippableFact]
    public void A_view_shows_its_part_in_every_reading()
    {
        using Tensor whole = arange(12, dtype: float32).view(3, 4);
        using Tensor part = whole[1];
        Assert.Equal([4, 5, 6, 7], part.data<float>().ToArray());
        Assert.Equal([4, 5, 6, 7], MemoryMarshal.Cast<byte, float>(part.bytes).ToArray());
        Assert.Equal(7f, part[3].item<float>());
    }

    [SkippableFact]
    public void Channels_last_is_a_permutation_of_memory()
    {
        using Tensor memory = arange(2 * 3 * 4 * 5, dtype: float32).view(2, 4, 5, 3);
        using Tensor image = memory.permute(0, 3, 1, 2);
        Assert.Equal([2, 3, 4, 5], image.shape);
        Assert.Equal([60, 1, 15, 3], image.stride());
        Assert.False(image.is_contiguous());
        using Tensor dense = image.contiguous();
        Assert.Equal([60, 20, 5, 1], dense.stride());
        Assert.Equal(image.data<float>().ToArray(), dense.data<float>().ToArray());
        using Tensor like = empty_like(image);
        Assert.Equal(image.stride(), like.stride());
    }

    [SkippableFact]
    public void A_handle_can_be_given_away_and_taken_over()
    {
        Tensor first = ones(3);
        IntPtr handle = first.DecoupleFromNativeHandle();
        Assert.True(first.IsInvalid);
        using Tensor second = Tensor.UnsafeCreateTensor(handle);
        Assert.Equal([1, 1, 1], Values(second));
    }
}
