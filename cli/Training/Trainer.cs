using System.Diagnostics;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Data;
using NormGpu.Host.Devices;
using NormGpu.Torch;
using NormGpu.Torch.Models;
using static TorchSharp.torch;
using BatchNorm = NormGpu.Torch.Modules.BatchNorm;
using Linear = NormGpu.Torch.Modules.Linear;

namespace NormGpu.Cli.Training;

/// <summary>A model in training: steps, tests, and everything that a later process needs to go on to the same bits.</summary>
public sealed class Trainer : IDisposable
{
    private const int TestBatchSize = 500;

    private readonly TrainingSettings settings;
    private readonly BatchLoader training;
    private readonly BatchLoader test;
    private readonly nn.Module<Tensor, Tensor> model;
    private readonly StepRule? rule;
    private readonly MasterSgd optimizer;
    private readonly GradScaler scaler;
    private readonly IReadOnlyList<(string Name, BatchNorm Norm)> norms;
    private readonly Dictionary<string, long> earlierNonfinite = new(StringComparer.Ordinal);

    /// <summary>A model with random weights.</summary>
    /// <exception cref="CommandException">The settings and the data do not fit the model, or libtorch is not there.</exception>
    public Trainer(TrainingSettings settings, Dataset data)
    {
        TorchRuntime.Start(settings.Threads);
        this.settings = settings;
        var images = settings.TrainImages == 0 ? data.Training : data.Training.First(Math.Min(settings.TrainImages, data.Training.Count));
        var values = BatchLoader.Values(settings.Input, images);
        var type = settings.Precision == Precision.Float32 ? ScalarType.Float32 : ScalarType.Float16;
        training = new BatchLoader(images, values, type);
        test = new BatchLoader(data.Test, values, type);

        manual_seed(settings.Seed);
        model = CreateModel(settings, data);
        var weights = ChannelNorms.WeightsOf(model);
        rule = CreateRule(settings, weights);
        optimizer = new MasterSgd(
            ParameterGroups.WithWeightDecay(model, settings.WeightDecay, settings.Decay == DecayedWeights.All),
            settings.LearningRate,
            settings.Momentum,
            nesterov: false,
            settings.Precision != Precision.PureFloat16,
            rule);
        Norms = new ChannelNormRecord(weights);
        scaler = settings.LossScale is { } scale ? GradScaler.Fixed(scale) : new GradScaler();
        norms = [.. model.named_modules().Where(layer => layer.module is BatchNorm).Select(layer => (layer.name, (BatchNorm)layer.module))];
    }

    /// <summary>Images that an epoch trains on.</summary>
    public int TrainingImages => training.Set.Count;

    /// <summary>Norms of the convolutions' output channels, at the start and after each epoch.</summary>
    public ChannelNormRecord Norms { get; }

    /// <summary>What each norm layer met so far.</summary>
    public IReadOnlyList<LayerResult> Layers =>
        [.. norms.Select(layer => new LayerResult(layer.Name, layer.Norm.Options.Features, layer.Norm.nonfinite_statistics + earlierNonfinite.GetValueOrDefault(layer.Name)))];

    /// <summary>One pass over the training images, then a test.</summary>
    /// <param name="epoch">Epochs before this one.</param>
    /// <param name="tick">Called after each step.</param>
    /// <param name="stop">Ends the epoch after the current step.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public EpochResult RunEpoch(int epoch, Action<BatchTick> tick, CancellationToken stop)
    {
        var nonfiniteSteps = scaler.nonfinite_steps;
        var nonfiniteStatistics = Layers.Sum(layer => layer.NonfiniteStatistics);
        var batches = BatchOrder.Cut(BatchOrder.Shuffled(training.Set.Count, settings.Seed, epoch), settings.BatchSize);
        var (images, right, lossSum) = (0, 0, 0.0);

        if (rule is not null)
            rule.Epoch = epoch + 1;
        // A seed for each epoch: resumed runs draw the same numbers, should a layer draw any.
        manual_seed(unchecked(settings.Seed + (long)epoch));
        model.train();
        var watch = Stopwatch.StartNew();
        for (var step = 0; step < batches.Count; step++)
        {
            stop.ThrowIfCancellationRequested();
            optimizer.LearningRate = Rate(epoch, step, batches.Count);
            var (loss, correct) = Step(batches[step]);
            images += batches[step].Count;
            right += correct;
            lossSum += loss * batches[step].Count;
            tick(new BatchTick(epoch + 1, images, images / watch.Elapsed.TotalSeconds));
        }

        var seconds = watch.Elapsed.TotalSeconds;
        Norms.AddEpoch();
        return new EpochResult(
            epoch + 1,
            lossSum / images,
            Percent(right, images),
            Percent(Test(stop), test.Set.Count),
            Rate(epoch, 0, batches.Count),
            scaler.CurrentScale,
            scaler.nonfinite_steps - nonfiniteSteps,
            Layers.Sum(layer => layer.NonfiniteStatistics) - nonfiniteStatistics,
            images / seconds,
            seconds);
    }

    /// <summary>The model's weights and statistics by name, as PyTorch names them. The tensors stay the model's own.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights()
    {
        return model.state_dict();
    }

    /// <summary>All that the next epochs depend on.</summary>
    public TrainerState Save()
    {
        var counts = Layers.ToDictionary(layer => layer.Name, layer => layer.NonfiniteStatistics, StringComparer.Ordinal);
        return new TrainerState(model.state_dict(), optimizer.state_dict(), scaler.state_dict(), counts);
    }

    /// <summary>Goes back to what <see cref="Save"/> gave; the tensors are copied.</summary>
    /// <exception cref="CommandException">The state is of another model.</exception>
    public void Restore(TrainerState state)
    {
        using (no_grad())
        {
            foreach (var (name, tensor) in model.state_dict())
            {
                if (!state.Model.TryGetValue(name, out var saved) || !saved.shape.SequenceEqual(tensor.shape) || saved.dtype != tensor.dtype)
                    throw CommandException.Failed($"The checkpoint has no fitting '{name}': it is of another model.");
                tensor.copy_(saved);
            }
        }

        optimizer.load_state_dict(state.Optimizer);
        scaler.load_state_dict(state.Scaler);
        foreach (var (name, count) in state.NonfiniteStatistics)
            earlierNonfinite[name] = count;
    }

    /// <summary>Gives the model's memory back.</summary>
    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
    }

    private static nn.Module<Tensor, Tensor> CreateModel(TrainingSettings settings, Dataset data)
    {
        try
        {
            var options = new NormOptions(
                settings.Norm, settings.K, settings.Arithmetic, settings.Accumulation, ComputeDevice: DeviceCatalogue.Find(settings.Device), ConstantFactor: settings.ConstantFactor)
            {
                Constant = settings.Constant,
            };
            var created = ModelCatalogue.Create(settings.Model, 1, data.Training.Size, data.Classes, options);
            if (settings.InitialWeights == InitialWeights.Uniform)
                DrawUniform(created);
            created = Normalized(created, settings.WeightForm);
            return settings.Precision == Precision.Float32 ? created : HalfPrecision.Convert(created);
        }
        catch (ArgumentException problem)
        {
            throw CommandException.Failed(problem.Message);
        }
    }

    private static void DrawUniform(nn.Module<Tensor, Tensor> model)
    {
        foreach (var (_, weight) in ChannelNorms.WeightsOf(model))
            nn.init.kaiming_uniform_(weight);
    }

    private static nn.Module<Tensor, Tensor> Normalized(nn.Module<Tensor, Tensor> model, WeightForm form)
    {
        // As in the authors' networks, the classifier keeps a plain weight: no norm follows it, and a bound on its weight would bound the scores.
        var classifier = model.named_modules().Last(layer => layer.module is Linear).name;
        bool Hidden(string path) => !path.Equals(classifier, StringComparison.Ordinal);
        return form switch
        {
            WeightForm.BoundedL1 => NormConversion.BoundWeights(model, Norm.L1, Hidden),
            WeightForm.BoundedL2 => NormConversion.BoundWeights(model, Norm.L2, Hidden),
            WeightForm.BoundedLInf => NormConversion.BoundWeights(model, Norm.LInf, Hidden),
            WeightForm.LearnedL2 => NormConversion.NormalizeWeights(model, Norm.L2, Hidden),
            _ => model,
        };
    }

    private double Rate(int epoch, int step, int steps)
    {
        return rule is NormSchedule ? settings.LearningRate : LearningRates.At(settings.Schedule, settings.LearningRate, epoch, settings.Epochs, step, steps);
    }

    private static StepRule? CreateRule(TrainingSettings settings, IReadOnlyList<NormalizedWeight> weights)
    {
        if (settings.ChannelNorms == ChannelNormUse.Free)
            return null;
        try
        {
            var record = ChannelNormRecord.Load(settings.ChannelNormsFrom);
            if (record.Epochs < settings.Epochs)
                throw CommandException.Failed($"{settings.ChannelNormsFrom} records {record.Epochs} epochs; {settings.Epochs} are to be trained.");
            return settings.ChannelNorms == ChannelNormUse.Corrected
                ? new LearningRateCorrection(record, weights)
                : new NormSchedule(record, weights, epoch => Math.Sqrt(settings.LearningRate / LearningRates.At(settings.Schedule, settings.LearningRate, epoch - 1, settings.Epochs, 0, 1)));
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            throw CommandException.Failed(problem.Message);
        }
    }

    private (double Loss, int Right) Step(ArraySegment<int> batch)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = training.Load(batch);
        optimizer.zero_grad();
        var scores = model.call(images);
        var loss = HalfPrecision.CrossEntropy(scores, labels);
        scaler.Scale(loss).backward();
        scaler.Step(optimizer);
        scaler.Update();
        return (loss.item<float>(), Accuracy.Right(scores, labels));
    }

    private int Test(CancellationToken stop)
    {
        model.eval();
        using var constant = no_grad();
        var right = 0;
        foreach (var batch in BatchOrder.Cut([.. Enumerable.Range(0, test.Set.Count)], TestBatchSize))
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (images, labels) = test.Load(batch);
            right += Accuracy.Right(model.call(images), labels);
        }

        return right;
    }

    private static double Percent(int part, int whole)
    {
        return 100.0 * part / whole;
    }
}
