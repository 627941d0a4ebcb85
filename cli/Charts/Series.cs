namespace NormGpu.Cli.Charts;

/// <summary>One line of a chart.</summary>
/// <param name="Name">As the legend shows it.</param>
/// <param name="Points">From left to right; a value that is not finite leaves a gap.</param>
public sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Lowest and highest value at each x, drawn as a shade behind the line; empty for none. Ends that are not finite are left out.</summary>
    public IReadOnlyList<(double X, double Low, double High)> Band { get; init; } = [];

    /// <summary>Whether points carry markers: what tells lines apart where their colours do not. Off for lines of many points.</summary>
    public bool Marked { get; init; } = true;
}
