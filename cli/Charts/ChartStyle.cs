using System.Globalization;
using System.Text;

namespace NormGpu.Cli.Charts;

/// <summary>Colours and lines of all charts, as a style sheet that follows the reader's light or dark setting.</summary>
/// <remarks>Source of the palette: Okabe and Ito, "Color universal design", 2008; its yellow is left out, as it vanishes on white.</remarks>
internal static class ChartStyle
{
    /// <summary>Class of every svg element.</summary>
    public const string ChartClass = "normgpu-chart";

    private static readonly string[] Palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "var(--ink)"];
    private static readonly string[] Dashes = ["none", "7 4", "2 3"];

    /// <summary>The style sheet, for inside the svg element.</summary>
    public static string Sheet { get; } = Compose();

    /// <summary>Class of a line and its marker; colours repeat after seven lines, then with dashes.</summary>
    public static string SeriesClass(int index)
    {
        return string.Create(CultureInfo.InvariantCulture, $"colour{index % Palette.Length} dash{index / Palette.Length % Dashes.Length}");
    }

    private static string Compose()
    {
        var sheet = new StringBuilder($$"""
            .{{ChartClass}}{--ink:#1b1f24;--soft:#57606a;--grid:#d8dee4;--ground:#ffffff;background:var(--ground);font-family:system-ui,sans-serif}
            @media(prefers-color-scheme:dark){.{{ChartClass}}{--ink:#e6edf3;--soft:#9da7b3;--grid:#30363d;--ground:#0d1117} }
            .{{ChartClass}} text{fill:var(--ink);font-size:12px}
            .{{ChartClass}} .title{font-size:15px;font-weight:600}
            .{{ChartClass}} .tick,.{{ChartClass}} .axis-title{fill:var(--soft)}
            .{{ChartClass}} .grid{stroke:var(--grid);fill:none}
            .{{ChartClass}} .axis{stroke:var(--soft);fill:none}
            .{{ChartClass}} .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
            .{{ChartClass}} .band{fill:currentColor;fill-opacity:.16;stroke:none}
            .{{ChartClass}} .marker{fill:currentColor;stroke:var(--ground);stroke-width:1}

            """);
        for (var index = 0; index < Palette.Length; index++)
            sheet.Append(CultureInfo.InvariantCulture, $".{ChartClass} .colour{index}{{color:{Palette[index]}}}\n");
        for (var index = 0; index < Dashes.Length; index++)
            sheet.Append(CultureInfo.InvariantCulture, $".{ChartClass} .dash{index} .line{{stroke-dasharray:{Dashes[index]}}}\n");
        return sheet.ToString();
    }
}
