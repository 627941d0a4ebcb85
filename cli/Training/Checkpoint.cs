using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Training;

/// <summary>A training after one of its epochs, in one file: checkpoint.npz.</summary>
/// <param name="State">The trainer's.</param>
/// <param name="Epochs">What the epochs so far brought.</param>
/// <param name="Seconds">They took, tests included.</param>
public sealed record Checkpoint(TrainerState State, IReadOnlyList<EpochResult> Epochs, double Seconds)
{
    /// <summary>The file's name.</summary>
    public const string Name = "checkpoint.npz";

    private const string ModelPrefix = "model/";
    private const string OptimizerPrefix = "optimizer/";
    private const string ProgressEntry = "progress.json";

    // A loss may be NaN, which plain JSON cannot say.
    private static readonly JsonSerializerOptions Layout = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes the file's content.</summary>
    public void Write(Stream stream, TrainingSettings settings)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        TensorArchive.Add(archive, ModelPrefix, State.Model);
        TensorArchive.Add(archive, OptimizerPrefix, State.Optimizer);
        var progress = new Progress(Settings(settings), Epochs, Seconds, State.Scaler, State.NonfiniteStatistics);
        TensorArchive.AddEntry(archive, ProgressEntry, entry => JsonSerializer.Serialize(entry, progress, Layout));
    }

    /// <summary>Reads the checkpoint of a folder.</summary>
    /// <exception cref="CommandException">There is none, it is damaged, or it belongs to other settings.</exception>
    public static Checkpoint Read(string folder, TrainingSettings settings)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            throw CommandException.Failed($"{folder} has no {Name} to resume from; without --resume the training starts anew.");
        try
        {
            using var archive = ZipFile.OpenRead(path);
            using var entry = (archive.GetEntry(ProgressEntry) ?? throw new FormatException($"it has no {ProgressEntry}")).Open();
            var progress = JsonSerializer.Deserialize<Progress>(entry, Layout) ?? throw new FormatException($"its {ProgressEntry} is empty");
            Compare(path, progress.Settings, Settings(settings));
            var state = new TrainerState(
                TensorArchive.Read(archive, ModelPrefix), TensorArchive.Read(archive, OptimizerPrefix), progress.Scaler, progress.NonfiniteStatistics);
            return new Checkpoint(state, progress.Epochs, progress.Seconds);
        }
        catch (Exception problem) when (problem is FormatException or InvalidDataException or JsonException or EndOfStreamException)
        {
            throw CommandException.Failed($"{path} is damaged: {problem.Message}");
        }
    }

    private static Dictionary<string, string> Settings(TrainingSettings settings)
    {
        return TrainingWords.Describe(settings).ToDictionary(pair => pair.Key, pair => Convert.ToString(pair.Value, System.Globalization.CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal);
    }

    private static void Compare(string path, Dictionary<string, string> saved, Dictionary<string, string> wanted)
    {
        var different = wanted.FirstOrDefault(pair => !pair.Value.Equals(saved.GetValueOrDefault(pair.Key), StringComparison.Ordinal));
        if (different.Key is not null)
        {
            throw CommandException.WrongUse(
                $"{path} was made with {different.Key} {saved.GetValueOrDefault(different.Key)}, not {different.Value}: --resume takes the same settings.");
        }
    }

    private sealed record Progress(
        Dictionary<string, string> Settings,
        IReadOnlyList<EpochResult> Epochs,
        double Seconds,
        IReadOnlyDictionary<string, double> Scaler,
        IReadOnlyDictionary<string, long> NonfiniteStatistics);
}
