using Spectre.Console;

namespace NormGpu.Cli.CommandLine;

/// <summary>A table: drawn where a person watches, aligned plain lines otherwise.</summary>
internal static class TextTable
{
    /// <summary>Writes the table.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="columns">Head line.</param>
    /// <param name="rows">As many cells each as there are columns.</param>
    public static void Write(Terminal terminal, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (terminal.Interactive)
            Draw(terminal, columns, rows);
        else
            WriteLines(terminal, columns, rows);
    }

    private static void Draw(Terminal terminal, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in columns)
            table.AddColumn(Markup.Escape(column));
        foreach (var row in rows)
            table.AddRow(row.Select(Markup.Escape).ToArray());
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Output) }).Write(table);
    }

    private static void WriteLines(Terminal terminal, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = columns.Select((column, index) => Math.Max(column.Length, rows.Count == 0 ? 0 : rows.Max(row => row[index].Length))).ToArray();
        foreach (var row in rows.Prepend(columns))
            terminal.Output.WriteLine(string.Join("  ", row.Select((cell, index) => cell.PadRight(widths[index]))).TrimEnd());
    }
}
