namespace NormGpu.Cli.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Name">As the legend shows it.</param>
/// <param name="Points">From left to right; a value that is not finite leaves a gap.</param>
public sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);
