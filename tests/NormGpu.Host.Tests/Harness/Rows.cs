namespace NormGpu.Host.Tests.Harness;

/// <summary>Backend × norm × precision × layout as rows for theories: every combination where a backend is fast, else every pair.</summary>
public static class Rows
{
    public static IEnumerable<(string Backend, string Norm, string Precision, ChannelLayout Layout)> Each() =>
        from row in With(["any shape"])
        select (row.Backend, row.Norm, row.Precision, row.Layout);

    /// <summary>The same with one more column, for slow backends of the values that <paramref name="fits"/> lets pass.</summary>
    internal static IEnumerable<(string Backend, string Norm, string Precision, ChannelLayout Layout, T Value)> With<T>(
        IReadOnlyList<T> values, Func<ConformanceBackend, T, bool>? fits = null)
    {
        string[] norms = [.. NormRow.All.Keys], precisions = [.. PrecisionRow.All.Keys];
        var layouts = Enum.GetValues<ChannelLayout>();
        foreach (var (name, backend) in ConformanceBackend.All)
        {
            T[] tried = [.. values.Where(value => fits is null || fits(backend, value))];
            int[] sizes = [norms.Length, precisions.Length, layouts.Length, tried.Length];
            foreach (var row in backend.IsSlow ? Pairwise.Cover(sizes) : Pairwise.Cross(sizes))
                yield return (name, norms[row[0]], precisions[row[1]], layouts[row[2]], tried[row[3]]);
        }
    }

    public static TheoryData<string, string, string, ChannelLayout> All() => Of(_ => true);

    /// <summary>For what only the processor can get wrong: threads, and addresses that no device sees.</summary>
    public static TheoryData<string, string, string, ChannelLayout> Processor() => Of(backend => backend is CpuConformanceBackend);

    /// <summary>Every backend × storage and switches, for what does not depend on the norm.</summary>
    public static TheoryData<string, string> Backends()
    {
        var rows = new TheoryData<string, string>();
        foreach (var backend in ConformanceBackend.All.Keys)
        {
            foreach (var precision in PrecisionRow.All.Keys)
                rows.Add(backend, precision);
        }

        return rows;
    }

    private static TheoryData<string, string, string, ChannelLayout> Of(Func<ConformanceBackend, bool> wanted)
    {
        var rows = new TheoryData<string, string, string, ChannelLayout>();
        foreach (var (backend, norm, precision, layout) in Each().Where(row => wanted(ConformanceBackend.All[row.Backend])))
            rows.Add(backend, norm, precision, layout);
        return rows;
    }
}
