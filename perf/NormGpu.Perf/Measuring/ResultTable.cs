using System.Globalization;
using NormGpu.Cli.CommandLine;

namespace NormGpu.Perf.Measuring;

/// <summary>Rows of a study: shown as they come, and written as CSV in the end.</summary>
/// <param name="columns">Names.</param>
internal sealed class ResultTable(params string[] columns)
{
    private const int LeastWidth = 9;

    private readonly List<string[]> rows = [];

    /// <summary>Adds a row, and shows it.</summary>
    /// <param name="cells">One for each column: words, counts, or measured values, which get four digits.</param>
    public void Add(params object[] cells)
    {
        if (rows.Count == 0)
            Show(columns);
        var row = Array.ConvertAll(cells, Written);
        if (row.Length != columns.Length)
            throw new ArgumentException($"A row has {row.Length} cells, but the table {columns.Length} columns.");
        rows.Add(row);
        Show(row);
    }

    /// <summary>Writes the table with its origin in front of every row.</summary>
    public void Save(string folder, string name, Origin origin)
    {
        var lines = rows.Select(row => origin.Cells.Select(Written).Concat(row)).Prepend(Origin.Columns.Concat(columns));
        OutputFolder.WriteText(folder, name, string.Concat(lines.Select(line => string.Join(',', line.Select(Quoted)) + "\n")));
    }

    private void Show(string[] cells) => Console.WriteLine("  " + string.Join(' ', columns
        // The file has the quartiles; a terminal has no room for them.
        .Select((name, column) => name.Contains("quartile", StringComparison.Ordinal) ? "" : cells[column].PadLeft(Math.Max(name.Length, LeastWidth)))
        .Where(cell => cell.Length > 0)));

    private static string Written(object cell) => cell switch
    {
        double value => value.ToString(Math.Abs(value) >= 1000 ? "F0" : "G4", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
