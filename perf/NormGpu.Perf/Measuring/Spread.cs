namespace NormGpu.Perf.Measuring;

/// <summary>Median and quartiles of some values.</summary>
/// <param name="Rounds">How many they were.</param>
/// <param name="Median">The value in the middle.</param>
/// <param name="FirstQuartile">A quarter lies below.</param>
/// <param name="ThirdQuartile">A quarter lies above.</param>
internal readonly record struct Spread(int Rounds, double Median, double FirstQuartile, double ThirdQuartile)
{
    /// <summary>Column names of <see cref="Cells"/>.</summary>
    public static string[] Columns(string unit) => [$"median_{unit}", $"first_quartile_{unit}", $"third_quartile_{unit}"];

    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new Spread(sorted.Length, At(sorted, 0.5), At(sorted, 0.25), At(sorted, 0.75));
    }

    /// <summary>The three values, for a table.</summary>
    public object[] Cells() => [Median, FirstQuartile, ThirdQuartile];

    /// <summary>The same values in another unit.</summary>
    public Spread Times(double factor) => new(Rounds, factor * Median, factor * FirstQuartile, factor * ThirdQuartile);

    private static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
