using System.Xml;

namespace NormGpu.Cli.Charts;

/// <summary>The names of a chart's lines, in rows below the plot.</summary>
/// <param name="Entries">Each name with the place of its sample line.</param>
/// <param name="Bottom">Where the picture can end.</param>
internal sealed record Legend(IReadOnlyList<(string Name, double X, double Y)> Entries, int Bottom)
{
    private const int RowHeight = 22;
    private const int SampleWidth = 30;
    private const int Gap = 18;
    // SVG cannot measure text; this is a generous mean width of a letter at the legend's size.
    private const double LetterWidth = 6.9;

    /// <summary>Fills rows from left to right.</summary>
    public static Legend Arrange(IReadOnlyList<string> names, int left, int top, int right)
    {
        var entries = new List<(string, double, double)>();
        double x = left;
        var y = top;
        foreach (var name in names)
        {
            var width = SampleWidth + name.Length * LetterWidth + Gap;
            if (x > left && x + width > right)
            {
                x = left;
                y += RowHeight;
            }

            entries.Add((name, x, y));
            x += width;
        }

        return new Legend(entries, y + RowHeight);
    }

    /// <summary>Draws samples and names.</summary>
    public void Draw(XmlWriter svg)
    {
        for (var index = 0; index < Entries.Count; index++)
        {
            var (name, x, y) = Entries[index];
            svg.WriteStartElement("g");
            svg.WriteAttributeString("class", ChartStyle.SeriesClass(index));
            svg.WriteStartElement("path");
            svg.WriteAttributeString("class", "line");
            svg.WriteAttributeString("d", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"M{x:F1} {y:F1}h24"));
            svg.WriteEndElement();
            Marker.Draw(svg, index, x + 12, y, name);
            svg.WriteEndElement();
            LineChart.Label(svg, x + SampleWidth, y + 4, name, "legend", "start");
        }
    }
}
