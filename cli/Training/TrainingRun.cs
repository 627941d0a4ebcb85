using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Data;
using NormGpu.Torch;

namespace NormGpu.Cli.Training;

/// <summary>A training from its first epoch, or from where it was left, to its files.</summary>
public static class TrainingRun
{
    /// <summary>The file of channel norms, as <see cref="ChannelNormRecord"/> writes it.</summary>
    public const string NormsName = "channel_norms.json";

    /// <summary>Trains, and writes metrics.csv, curve.csv, channel_norms.json and a checkpoint after each epoch, weights.npz and summary.json at the end.</summary>
    /// <param name="settings">What to train.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="folder">For the files; made where it is missing.</param>
    /// <param name="resume">Go on from the folder's checkpoint.</param>
    /// <param name="events">Progress.</param>
    /// <param name="stop">Ends the training after the current step.</param>
    /// <exception cref="CommandException">It was stopped; or settings, data and checkpoint do not fit.</exception>
    public static TrainingResult Execute(TrainingSettings settings, Dataset data, string folder, bool resume, TrainingEvents events, CancellationToken stop)
    {
        using var trainer = new Trainer(settings, data);
        var epochs = new List<EpochResult>();
        var earlierSeconds = 0.0;
        if (resume)
        {
            var checkpoint = Checkpoint.Read(folder, settings);
            trainer.Restore(checkpoint.State);
            epochs.AddRange(checkpoint.Epochs);
            RestoreNorms(trainer.Norms, Path.Combine(folder, NormsName), epochs.Count);
            earlierSeconds = checkpoint.Seconds;
        }

        var watch = Stopwatch.StartNew();
        while (epochs.Count < settings.Epochs)
        {
            try
            {
                epochs.Add(trainer.RunEpoch(epochs.Count, events.Batch, stop));
            }
            catch (OperationCanceledException)
            {
                throw CommandException.Failed(Stopped(epochs.Count, settings.Epochs));
            }

            SaveEpoch(folder, settings, trainer.Norms, new Checkpoint(trainer.Save(), epochs, earlierSeconds + watch.Elapsed.TotalSeconds));
            events.Epoch(epochs[^1]);
        }

        var result = new TrainingResult(settings, epochs, trainer.Layers, earlierSeconds + watch.Elapsed.TotalSeconds);
        SaveResult(folder, trainer, result);
        return result;
    }

    private static void RestoreNorms(ChannelNormRecord norms, string path, int epochs)
    {
        if (!File.Exists(path))
            throw CommandException.Failed($"There is no {path} to resume from; without --resume the training starts anew.");
        try
        {
            norms.Restore(ChannelNormRecord.Load(path), epochs);
        }
        catch (Exception problem) when (problem is FormatException or ArgumentException)
        {
            throw CommandException.Failed($"{path} does not go with the checkpoint beside it: {problem.Message}");
        }
    }

    private static string Stopped(int done, int epochs)
    {
        return done == 0
            ? "Stopped in the first epoch; there is nothing yet to resume from."
            : $"Stopped in epoch {done + 1} of {epochs}; the same command with --resume goes on after epoch {done}.";
    }

    private static void SaveEpoch(string folder, TrainingSettings settings, ChannelNormRecord norms, Checkpoint checkpoint)
    {
        using var output = new OutputFolder(folder);
        output.Add(MetricsFile.Name, stream => stream.Write(Encoding.UTF8.GetBytes(MetricsFile.All(checkpoint.Epochs))));
        output.Add(MetricsFile.RepeatableName, stream => stream.Write(Encoding.UTF8.GetBytes(MetricsFile.WithoutTimings(checkpoint.Epochs))));
        output.Add(NormsName, norms.Write);
        output.Add(Checkpoint.Name, stream => checkpoint.Write(stream, settings));
        output.Commit();
    }

    private static void SaveResult(string folder, Trainer trainer, TrainingResult result)
    {
        using var output = new OutputFolder(folder);
        output.Add("weights.npz", stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            TensorArchive.Add(archive, "", trainer.Weights());
        });
        output.Add("summary.json", stream => JsonSerializer.Serialize(stream, RunSummary.Full(result), RunSummary.Layout));
        output.Commit();
    }
}
