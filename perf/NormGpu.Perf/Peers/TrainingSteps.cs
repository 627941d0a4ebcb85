using System.Diagnostics;
using System.Globalization;
using NormGpu.Cli.Data;
using NormGpu.Cli.Training;
using NormGpu.Perf.Measuring;
using NormGpu.Torch;
using NormGpu.Torch.Models;
using static TorchSharp.torch;

namespace NormGpu.Perf.Peers;

/// <summary>
/// Our side of the training study: steps of a catalogue model on Fashion-MNIST, in a process of its own, as memory is that of a process.
/// perf/peers/training_step_peer.py is the other side and answers the same questions.
/// </summary>
internal sealed class TrainingSteps : IDisposable
{
    private const int Batches = 8;

    private readonly nn.Module<Tensor, Tensor> model;
    private readonly MasterSgd optimizer;
    private readonly GradScaler scaler = GradScaler.Fixed(128);
    private readonly (Tensor Images, Tensor Labels)[] batches;
    private int next;

    private TrainingSteps(string name, Norm norm, bool half, int batchSize, int threads)
    {
        TorchRuntime.Start(threads);
        var data = Dataset.Read(DatasetLocation.Resolve(DatasetLocation.FashionMnist));
        var loader = new BatchLoader(data.Training, BatchLoader.Values(InputScale.Standardised, data.Training), half ? ScalarType.Float16 : ScalarType.Float32);
        batches = [.. Enumerable.Range(0, Batches).Select(batch => loader.Load([.. Enumerable.Range(batch * batchSize, batchSize)]))];
        manual_seed(1);
        model = ModelCatalogue.Create(name, 1, data.Training.Size, data.Classes, new NormOptions(norm));
        if (half)
            model = HalfPrecision.Convert(model);
        optimizer = new MasterSgd(ParameterGroups.WithWeightDecay(model, 5e-4), learningRate: 0.1, momentum: 0.9);
        model.train();
    }

    /// <summary>
    /// Answers lines: "steps K" by the mean milliseconds of a step of K; "memory" by three numbers of bytes over those before the step: what is
    /// allocated between forward and backward pass, the most that was seen allocated in the step, and its peak of resident memory.
    /// </summary>
    /// <param name="arguments">Model, norm, fp16 or fp32, batch size, threads.</param>
    public static int Serve(string[] arguments)
    {
        using var side = new TrainingSteps(
            arguments[0], Enum.Parse<Norm>(arguments[1]), arguments[2] is "fp16", int.Parse(arguments[3], CultureInfo.InvariantCulture), int.Parse(arguments[4], CultureInfo.InvariantCulture));
        Console.WriteLine($"NormGpu {arguments[1]} {arguments[2]}");
        while (Console.ReadLine() is { } question)
            Console.WriteLine(question.Split(' ') is ["steps", var steps] ? side.Time(int.Parse(steps, CultureInfo.InvariantCulture)) : side.Memory());
        return 0;
    }

    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
    }

    private string Time(int steps)
    {
        var start = Stopwatch.GetTimestamp();
        for (var step = 0; step < steps; step++)
            Step(() => { });
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds / steps).ToString("F4", CultureInfo.InvariantCulture);
    }

    private string Memory()
    {
        var saved = 0L;
        optimizer.zero_grad();
        var resident = ProcessMemory.StartPeak();
        var allocated = ProcessMemory.Allocated();
        var most = ProcessMemory.MostAllocated(() => Step(() => saved = ProcessMemory.Allocated() - allocated));
        return string.Create(CultureInfo.InvariantCulture, $"{saved} {most - allocated} {ProcessMemory.Peak() - resident}");
    }

    private void Step(Action beforeBackward)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = batches[next++ % Batches];
        optimizer.zero_grad();
        var loss = HalfPrecision.CrossEntropy(model.call(images), labels);
        beforeBackward();
        scaler.Scale(loss).backward();
        scaler.Step(optimizer);
        scaler.Update();
        if (!float.IsFinite(loss.item<float>()))
            throw new InvalidOperationException("The loss is not finite.");
    }
}
