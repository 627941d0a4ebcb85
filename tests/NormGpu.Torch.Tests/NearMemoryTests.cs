using NormGpu.Host;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public unsafe class NearMemoryTests : LibtorchTest
{
    [SkippableFact]
    public void A_dense_tensor_is_used_itself_and_lives_on()
    {
        var x = rand([2, 3, 4]);
        using (var dense = DenseTensor.Of(x))
            Assert.Same(x, dense.Tensor);
        Assert.False(x.IsInvalid);
    }

    [SkippableFact]
    public void A_tensor_with_gaps_is_copied_for_the_time_of_its_use()
    {
        var x = rand([4, 6])[.., ..3];
        Tensor copy;
        using (var dense = DenseTensor.Of(x))
        {
            copy = dense.Tensor;
            Assert.True(copy.is_contiguous());
            Assert.Equal(x, copy);
        }

        Assert.True(copy.IsInvalid);
    }

    [SkippableFact]
    public void What_is_written_near_a_tensor_with_gaps_arrives_in_it()
    {
        var whole = zeros([4, 2]);
        var column = whole[.., 1];
        using (var near = new NearTensors())
        {
            var values = near.Floats(column, written: true);
            for (var i = 0; i < 4; i++)
                values[i] = i + 1;
            near.WriteBack();
        }

        Assert.Equal(new float[] { 0, 1, 0, 2, 0, 3, 0, 4 }, whole.data<float>().ToArray());
    }

    [SkippableFact]
    public void The_CPU_backend_runs_on_the_threads_of_libtorch()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems' libtorch brings another OpenMP library");
        using (var near = new NearTensors())
            near.Floats(ones(3));
        Assert.True(OpenMpThreads.Share());
    }
}
