namespace NormGpu.Cli.Reproduce;

/// <summary>Final numbers of the paper beside ours.</summary>
internal static class PaperNumbers
{
    /// <summary>A table of final errors, each also against that of one series.</summary>
    /// <param name="runs">Ours.</param>
    /// <param name="file">Name of the .csv file.</param>
    /// <param name="paper">Series and the paper's final validation error in percent.</param>
    /// <param name="title">Of the table.</param>
    public static Numbers Beside(
        RunSet runs, string file, IReadOnlyList<(string Series, double Error)> paper, string title = "Final error beside the paper's (ResNet-18 on ImageNet, read off its figure)")
    {
        var rows = paper.Select(line => (string[])
        [
            line.Series,
            RunSet.Number(line.Error, "F2"),
            runs.Names.Contains(line.Series, StringComparer.Ordinal) ? RunSet.Number(100 - runs.Final(line.Series), "F2") : "",
        ]);
        return new Numbers(title, ["Series", "Paper: validation error, %", "Ours: test error, %"], [.. rows], file);
    }
}
