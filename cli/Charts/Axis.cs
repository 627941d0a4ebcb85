namespace NormGpu.Cli.Charts;

/// <summary>How an axis places its values.</summary>
public enum AxisKind
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>Evenly, with ticks at whole numbers only.</summary>
    Whole,

    /// <summary>By powers of ten; values of 0 or less are left out.</summary>
    Logarithmic,
}

/// <summary>One axis of a chart.</summary>
/// <param name="Title">What it measures, with its unit.</param>
/// <param name="Kind">How it places values.</param>
public sealed record Axis(string Title, AxisKind Kind = AxisKind.Linear);
