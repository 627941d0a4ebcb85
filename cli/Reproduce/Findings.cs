using NormGpu.Cli.Charts;

namespace NormGpu.Cli.Reproduce;

/// <summary>What an experiment's numbers say about one claim.</summary>
/// <param name="Holds">Whether the claim shows in these runs.</param>
/// <param name="Sentence">In words, with the numbers that decided it.</param>
/// <param name="Numbers">The same numbers by name.</param>
public sealed record Verdict(bool Holds, string Sentence, IReadOnlyDictionary<string, double> Numbers);

/// <summary>A picture of an experiment.</summary>
/// <param name="File">Name of its .svg file, without the ending.</param>
/// <param name="Caption">What it shows and where it is from.</param>
/// <param name="Chart">The picture.</param>
public sealed record Figure(string File, string Caption, LineChart Chart);

/// <summary>A table of an experiment, beside that of its runs.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Head line.</param>
/// <param name="Rows">As many cells each.</param>
/// <param name="File">Name of its .csv file, without the ending.</param>
public sealed record Numbers(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, string File);

/// <summary>All that an experiment's runs show.</summary>
/// <param name="Verdicts">Most important first.</param>
/// <param name="Figures">Ours, then the paper's.</param>
/// <param name="Tables">Beside that of the runs.</param>
public sealed record Findings(IReadOnlyList<Verdict> Verdicts, IReadOnlyList<Figure> Figures, IReadOnlyList<Numbers> Tables);
