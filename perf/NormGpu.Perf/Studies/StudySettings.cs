using NormGpu.Host;
using NormGpu.Perf.Measuring;
using NormGpu.Perf.Tensors;

namespace NormGpu.Perf.Studies;

/// <summary>What all studies have in common.</summary>
/// <param name="Quick">Fewer rounds: to see that all works.</param>
/// <param name="Threads">On both sides.</param>
/// <param name="Folder">Where tables and plots go.</param>
/// <param name="Origin">Machine, date, commit.</param>
internal sealed record StudySettings(bool Quick, int Threads, string Folder, Origin Origin)
{

    /// <summary>The first stage of a ResNet at batch 64: larger than any cache.</summary>
    public static ActivationShape FirstStage { get; } = new(64, 64, 56, 56, ChannelLayout.ChannelsFirst);

    /// <summary>Stages of ResNets, channels-first; the first is past every cache, the last inside.</summary>
    public static IReadOnlyList<ActivationShape> Stages { get; } =
        [FirstStage, new(128, 256, 14, 14, ChannelLayout.ChannelsFirst), new(32, 512, 7, 7, ChannelLayout.ChannelsFirst)];

    /// <summary>Runs of the memory limit, whose best counts.</summary>
    public int LimitRounds => Quick ? 5 : 15;

    /// <summary>Lets the sides run in turns. Warm-up: .NET's optimizing compiler waits for a quiet moment; until then loops run unoptimized.</summary>
    public Spread[] Take(params IReadOnlyList<Func<double>> sides) => Quick
        ? Turns.Take(rounds: 5, TimeSpan.FromSeconds(2), warmUp: TimeSpan.FromSeconds(0.2), sides)
        : Turns.Take(rounds: 15, TimeSpan.FromSeconds(5), warmUp: TimeSpan.FromSeconds(0.7), sides);

    /// <summary>Calls in a row that make a time long enough to be one, and stay bearable for a peer of 50 µs a call.</summary>
    public static int CallsFor(ActivationShape shape) => (int)Math.Clamp((1 << 23) / shape.ForOperators.Count, 1, 64);

    /// <summary>Word of a norm in tables.</summary>
    public static string Word(Norm norm) => norm.ToString().ToLowerInvariant();

    /// <summary>fp16 or fp32.</summary>
    public static string Word(ElementType type) => type == ElementType.Float16 ? "fp16" : "fp32";
}
