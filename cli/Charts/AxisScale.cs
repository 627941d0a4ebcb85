using System.Globalization;

namespace NormGpu.Cli.Charts;

/// <summary>An axis fitted to its values: where each value lies between 0 and 1, and which ticks it shows.</summary>
internal sealed class AxisScale
{
    private const int WantedTicks = 5;
    private const int MostDecades = 8;

    private readonly AxisKind kind;
    private readonly double low;
    private readonly double high;

    private AxisScale(AxisKind kind, double low, double high, IReadOnlyList<double> ticks, double step)
    {
        this.kind = kind;
        this.low = low;
        this.high = high;
        Ticks = [.. ticks.Select(tick => (tick, Label(tick, step)))];
    }

    /// <summary>Value and label of each tick, upwards.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>Fits an axis around all values that it can show.</summary>
    public static AxisScale Fit(AxisKind kind, IEnumerable<double> values)
    {
        var shown = values.Where(value => CanShow(kind, value)).ToArray();
        return kind == AxisKind.Logarithmic ? FitDecades(shown) : FitEvenly(kind, shown);
    }

    /// <summary>Whether an axis of this kind has a place for the value.</summary>
    public static bool CanShow(AxisKind kind, double value)
    {
        return double.IsFinite(value) && (kind != AxisKind.Logarithmic || value > 0);
    }

    /// <summary>0 at the axis's low end, 1 at its high end.</summary>
    public double Place(double value)
    {
        return kind == AxisKind.Logarithmic
            ? (Math.Log10(value) - Math.Log10(low)) / (Math.Log10(high) - Math.Log10(low))
            : (value - low) / (high - low);
    }

    private static AxisScale FitEvenly(AxisKind kind, double[] values)
    {
        var (least, most) = values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
        if (least == most)
            (least, most) = (least - PadOf(least), most + PadOf(most));
        var step = NiceStep((most - least) / WantedTicks);
        if (kind == AxisKind.Whole)
            step = Math.Max(1, Math.Round(step));
        var first = Math.Floor(least / step);
        var count = (int)(Math.Ceiling(most / step) - first);
        var ticks = Enumerable.Range(0, count + 1).Select(index => (first + index) * step).ToArray();
        return new AxisScale(kind, ticks[0], ticks[^1], ticks, step);
    }

    private static AxisScale FitDecades(double[] values)
    {
        var (least, most) = values.Length == 0 ? (1, 10) : (values.Min(), values.Max());
        var first = (int)Math.Floor(Math.Log10(least));
        var last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(most)));
        var stride = (last - first + MostDecades - 1) / MostDecades;
        int[] digits = last - first <= 2 ? [1, 2, 5] : [1];
        var ticks = new List<double>();
        for (var decade = first; decade < last; decade += stride)
            ticks.AddRange(digits.Select(digit => digit * Math.Pow(10, decade)));
        ticks.Add(Math.Pow(10, last));
        return new AxisScale(AxisKind.Logarithmic, Math.Pow(10, first), Math.Pow(10, last), ticks, double.NaN);
    }

    private static double PadOf(double value)
    {
        return value == 0 ? 1 : Math.Abs(value) / 2;
    }

    /// <summary>The smallest of 1, 2, 5 times a power of ten that is not below the step.</summary>
    private static double NiceStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }

    private static string Label(double value, double step)
    {
        if (value != 0 && Math.Abs(value) is >= 1e6 or < 1e-4)
            return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        if (double.IsNaN(step))
            return value.ToString("0.####", CultureInfo.InvariantCulture);
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 9);
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
