using ILGPU;
using NormGpu.Kernels.HalfSums;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rectified;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Gpu;

/// <summary>Hierarchical FP16 means of all channels, level by level, between two buffers.</summary>
internal sealed class HierarchicalMeans : IDisposable
{
    private readonly GpuProblem problem;
    private BorrowedBuffer current;
    private BorrowedBuffer next;

    /// <summary>Means for one call.</summary>
    /// <param name="problem">The call.</param>
    /// <param name="most">Most values a channel that are given as values, not as elements.</param>
    public HierarchicalMeans(GpuProblem problem, long most = 0)
    {
        this.problem = problem;
        var bytes = Math.Max(most, (problem.Count + ChunkMeans.Chunk - 1) / ChunkMeans.Chunk) * problem.Shape.Channels * sizeof(float);
        current = problem.Device.Buffers.Borrow(bytes);
        next = problem.Device.Buffers.Borrow(bytes);
    }

    /// <summary>The means, (channels), after one of the calls below.</summary>
    public ArrayView<float> Means => current.As<float>();

    /// <summary>Averages a term over all elements.</summary>
    public void Average<TStorage, TLayout, TRounding, TTerm>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
        where TTerm : struct, ITerm
    {
        var count = (int)problem.Count;
        Level(count, ChunkMeans.OfElements<TStorage, TLayout, TRounding, TTerm>, 1);
        Climb(Chunks(count), LastWeight(count, 1));
    }

    /// <summary>Averages a term of the gradient, behind the activation.</summary>
    public void AverageGradients<TStorage, TLayout, TRounding, TTerm>()
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
        where TTerm : struct, ITerm
    {
        if (problem.Settings.Activation == Activation.Relu)
            Average<TStorage, TLayout, TRounding, RectifiedTerm<TTerm, TStorage>>();
        else
            Average<TStorage, TLayout, TRounding, TTerm>();
    }

    /// <summary>Averages the selected |d|.</summary>
    public void AverageSelected<TStorage, TLayout, TRounding>(int selected)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        problem.Device.Kernels.Launch(
            new(problem.Shape.Channels, problem.Device.Policy.ThreadsPerGroup), GatherSelected.Run<TStorage, TLayout, TRounding>, Arguments(selected, 1));
        (current, next) = (next, current);
        Level(selected, ChunkMeans.OfMeans, 1);
        Climb(Chunks(selected), LastWeight(selected, 1));
    }

    public void Dispose()
    {
        current.Dispose();
        next.Dispose();
    }

    private void Climb(int count, float lastWeight)
    {
        while (count > 1)
        {
            Level(count, ChunkMeans.OfMeans, lastWeight);
            lastWeight = LastWeight(count, lastWeight);
            count = Chunks(count);
        }
    }

    private void Level(int count, Action<ChunkArguments> kernel, float lastWeight)
    {
        problem.Device.Kernels.Launch(
            problem.Device.PerChannel(checked(problem.Shape.Channels * Chunks(count))), kernel, Arguments(count, lastWeight));
        (current, next) = (next, current);
    }

    private ChunkArguments Arguments(int count, float lastWeight) => new(
        problem.Plan.Grid, problem.Tensors.X, problem.Tensors.Gradient, problem.Table.View, current.As<float>(), next.As<float>(), count, lastWeight);

    private static int Chunks(int count) => (count + ChunkMeans.Chunk - 1) / ChunkMeans.Chunk;

    private static float LastWeight(int count, float lastWeight) =>
        (count - (Chunks(count) - 1) * ChunkMeans.Chunk - 1 + lastWeight) / ChunkMeans.Chunk;
}
