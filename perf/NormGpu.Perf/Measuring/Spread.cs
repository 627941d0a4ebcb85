namespace NormGpu.Perf.Measuring;

/// <summary>Median and quartiles of some times.</summary>
internal readonly record struct Spread(double Median, double FirstQuartile, double ThirdQuartile)
{
    /// <summary>Column names of <see cref="Cells"/>.</summary>
    public static string[] Columns(string unit) => [$"median_{unit}", $"first_quartile_{unit}", $"third_quartile_{unit}"];

    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new Spread(At(sorted, 0.5), At(sorted, 0.25), At(sorted, 0.75));
    }

    /// <summary>The three values, for a table.</summary>
    public object[] Cells() => [Median, FirstQuartile, ThirdQuartile];

    private static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
