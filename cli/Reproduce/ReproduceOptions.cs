using NormGpu.Cli.Training;

namespace NormGpu.Cli.Reproduce;

/// <summary>How the experiments are run.</summary>
/// <param name="Quick">Fewer images and epochs: each experiment ends within three minutes on two cores.</param>
/// <param name="Seeds">Of the initial weights and the order of images; null takes each experiment's own.</param>
/// <param name="Threads">Processor threads.</param>
/// <param name="Data">fashion-mnist, or a folder with IDX files.</param>
/// <param name="Available">Training images of that data.</param>
/// <param name="Folder">For all results.</param>
public sealed record ReproduceOptions(bool Quick, IReadOnlyList<int>? Seeds, int Threads, string Data, int Available, string Folder)
{
    /// <summary>The one or the other, as quick asks.</summary>
    public T Choose<T>(T quick, T full) => Quick ? quick : full;

    /// <summary>The seeds asked for, or as many from <paramref name="first"/> on as go with the speed asked for.</summary>
    public IReadOnlyList<int> SeedsOr(int quick, int full, int first = 1) => Seeds ?? [.. Enumerable.Range(first, Choose(quick, full))];

    /// <summary>A training in FP32 with the first so many images; the rest as `normgpu train` has it.</summary>
    public TrainingSettings Training(Norm norm, int images, int epochs) => new()
    {
        Norm = norm,
        Precision = Precision.Float32,
        LossScale = 1,
        Data = Data,
        TrainImages = Math.Min(images, Available),
        Epochs = epochs,
        Threads = Threads,
    };
}
