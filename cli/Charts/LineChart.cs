using System.Globalization;
using System.Text;
using System.Xml;

namespace NormGpu.Cli.Charts;

/// <summary>Lines over two axes, as an SVG picture that reads well on light and on dark ground and in any colour vision.</summary>
/// <param name="Title">Stands above the plot.</param>
/// <param name="Horizontal">X axis.</param>
/// <param name="Vertical">Y axis.</param>
/// <param name="Series">The lines, in the order of the legend.</param>
public sealed record LineChart(string Title, Axis Horizontal, Axis Vertical, IReadOnlyList<Series> Series)
{
    private const int Width = 640;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 44;
    private const int PlotHeight = 280;
    private const int Bottom = Top + PlotHeight;
    private const int LegendTop = Bottom + 64;

    private const string Namespace = "http://www.w3.org/2000/svg";

    /// <summary>The picture as one svg element, fit to stand in a page or in a file of its own.</summary>
    public string ToSvg()
    {
        var legend = Legend.Arrange(Series.Select(Shown).ToArray(), Left, LegendTop, Width - Right);
        var text = new StringBuilder();
        using (var svg = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true }))
        {
            svg.WriteStartElement("svg", Namespace);
            svg.WriteAttributeString("viewBox", $"0 0 {Width} {legend.Bottom}");
            svg.WriteAttributeString("class", ChartStyle.ChartClass);
            svg.WriteAttributeString("role", "img");
            svg.WriteAttributeString("aria-label", Title);
            svg.WriteElementString("style", ChartStyle.Sheet);
            Label(svg, Left, 24, Title, "title", "start");
            Draw(svg);
            legend.Draw(svg);
            svg.WriteEndElement();
        }

        return text.ToString();
    }

    private void Draw(XmlWriter svg)
    {
        var horizontal = AxisScale.Fit(Horizontal.Kind, Series.SelectMany(series => series.Points.Select(point => point.X)));
        var vertical = AxisScale.Fit(Vertical.Kind, Series.SelectMany(series => series.Points.Select(point => point.Y).Concat(series.Band.SelectMany(point => new[] { point.Low, point.High }))));
        double X(double value) => Left + horizontal.Place(value) * (Width - Left - Right);
        double Y(double value) => Bottom - vertical.Place(value) * PlotHeight;

        foreach (var (value, label) in vertical.Ticks)
        {
            Line(svg, Left, Y(value), Width - Right, Y(value), "grid");
            Label(svg, Left - 8, Y(value) + 4, label, "tick", "end");
        }

        foreach (var (value, label) in horizontal.Ticks)
        {
            Line(svg, X(value), Bottom, X(value), Bottom + 5, "axis");
            Label(svg, X(value), Bottom + 20, label, "tick", "middle");
        }

        Line(svg, Left, Bottom, Width - Right, Bottom, "axis");
        Line(svg, Left, Top, Left, Bottom, "axis");
        Label(svg, (Left + Width - Right) / 2.0, Bottom + 40, Horizontal.Title, "axis-title", "middle");
        Label(svg, 0, 0, Vertical.Title, "axis-title", "middle", $"translate(16 {Top + PlotHeight / 2}) rotate(-90)");

        for (var index = 0; index < Series.Count; index++)
            Draw(svg, Series[index], index, X, Y);
    }

    private void Draw(XmlWriter svg, Series series, int index, Func<double, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        var pen = 'M';
        foreach (var (px, py) in series.Points)
        {
            if (!CanShow(px, py))
            {
                pen = 'M';
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{pen}{x(px):F1} {y(py):F1}");
            pen = 'L';
        }

        svg.WriteStartElement("g", Namespace);
        svg.WriteAttributeString("class", ChartStyle.SeriesClass(index));
        DrawBand(svg, series, x, y);
        svg.WriteStartElement("path", Namespace);
        svg.WriteAttributeString("class", "line");
        svg.WriteAttributeString("d", path.ToString());
        svg.WriteEndElement();
        foreach (var (px, py) in series.Points.Where(point => series.Marked && CanShow(point.X, point.Y)))
            Marker.Draw(svg, index, x(px), y(py), string.Create(CultureInfo.InvariantCulture, $"{series.Name}: {px:G6}, {py:G6}"));
        svg.WriteEndElement();
    }

    private void DrawBand(XmlWriter svg, Series series, Func<double, double> x, Func<double, double> y)
    {
        var shown = series.Band.Where(point => CanShow(point.X, point.Low) && CanShow(point.X, point.High)).ToArray();
        if (shown.Length < 2)
            return;
        var corners = shown.Select(point => (point.X, Y: point.High)).Concat(shown.Reverse().Select(point => (point.X, Y: point.Low)));
        svg.WriteStartElement("path", Namespace);
        svg.WriteAttributeString("class", "band");
        svg.WriteAttributeString("d", $"M{string.Join('L', corners.Select(corner => string.Create(CultureInfo.InvariantCulture, $"{x(corner.X):F1} {y(corner.Y):F1}")))}Z");
        svg.WriteEndElement();
    }

    private string Shown(Series series)
    {
        return series.Points.Any(point => CanShow(point.X, point.Y)) ? series.Name : series.Name + " (no finite values)";
    }

    private bool CanShow(double x, double y)
    {
        return AxisScale.CanShow(Horizontal.Kind, x) && AxisScale.CanShow(Vertical.Kind, y);
    }

    private static void Line(XmlWriter svg, double x1, double y1, double x2, double y2, string kind)
    {
        svg.WriteStartElement("path", Namespace);
        svg.WriteAttributeString("class", kind);
        svg.WriteAttributeString("d", string.Create(CultureInfo.InvariantCulture, $"M{x1:F1} {y1:F1}L{x2:F1} {y2:F1}"));
        svg.WriteEndElement();
    }

    internal static void Label(XmlWriter svg, double x, double y, string text, string kind, string anchor, string? transform = null)
    {
        svg.WriteStartElement("text", Namespace);
        svg.WriteAttributeString("class", kind);
        svg.WriteAttributeString("text-anchor", anchor);
        svg.WriteAttributeString("x", x.ToString("F1", CultureInfo.InvariantCulture));
        svg.WriteAttributeString("y", y.ToString("F1", CultureInfo.InvariantCulture));
        if (transform is not null)
            svg.WriteAttributeString("transform", transform);
        svg.WriteString(text);
        svg.WriteEndElement();
    }
}
