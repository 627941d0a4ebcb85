namespace NormGpu.Host.Tests.Harness;

/// <summary>Every backend × norm × precision × layout, as rows for theories.</summary>
public static class Rows
{
    public static IEnumerable<(string Backend, string Norm, string Precision, ChannelLayout Layout)> Each() =>
        from backend in ConformanceBackend.All.Keys
        from norm in NormRow.All.Keys
        from precision in PrecisionRow.All.Keys
        from layout in Enum.GetValues<ChannelLayout>()
        select (backend, norm, precision, layout);

    public static TheoryData<string, string, string, ChannelLayout> All()
    {
        var rows = new TheoryData<string, string, string, ChannelLayout>();
        foreach (var (backend, norm, precision, layout) in Each())
            rows.Add(backend, norm, precision, layout);
        return rows;
    }

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
}
