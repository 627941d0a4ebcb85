using System.Globalization;
using System.Xml.Linq;
using NormGpu.Cli.Charts;

namespace NormGpu.Cli.Tests.Charts;

public sealed class LineChartTests
{
    private static readonly Axis Epoch = new("Epoch", AxisKind.Whole);

    [Fact]
    public void Names_are_escaped_and_shown()
    {
        var svg = Draw(new LineChart("a < b & \"c\"", Epoch, new Axis("<y>"), [new Series("L1 & <L2>", [(1, 2), (2, 3)])]));

        Assert.Equal("a < b & \"c\"", svg.Attribute("aria-label")?.Value);
        Assert.Contains("L1 & <L2>", Texts(svg));
        Assert.Contains("<y>", Texts(svg));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_value_that_is_not_finite_leaves_a_gap(double missing)
    {
        var svg = Draw(new LineChart("t", Epoch, new Axis("y"), [new Series("s", [(1, 1), (2, 2), (3, missing), (4, 3)])]));

        var line = Elements(svg, "path").First(path => path.Attribute("class")?.Value == "line").Attribute("d")!.Value;
        Assert.Equal(2, line.Count(letter => letter == 'M'));
        Assert.Equal(1, line.Count(letter => letter == 'L'));
        Assert.Equal(3, Titles(svg).Count(title => title.StartsWith("s: ", StringComparison.Ordinal)));
        Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_finite_values_says_so_in_the_legend()
    {
        var svg = Draw(new LineChart("t", Epoch, new Axis("y"), [new Series("dead", [(1, double.NaN)])]));

        Assert.Contains("dead (no finite values)", Texts(svg));
    }

    [Fact]
    public void Epochs_have_whole_ticks_only()
    {
        var svg = Draw(new LineChart("t", Epoch, new Axis("y"), [new Series("s", [(1, 0), (2, 1), (3, 2)])]));

        var labels = Elements(svg, "text").Where(text => text.Attribute("text-anchor")?.Value == "middle" && text.Attribute("class")?.Value == "tick");
        Assert.Equal(["1", "2", "3"], labels.Select(label => label.Value));
    }

    [Theory]
    [InlineData(0, 84.7, new[] { "0", "20", "40", "60", "80", "100" })]
    [InlineData(0.30, 0.34, new[] { "0.30", "0.31", "0.32", "0.33", "0.34" })]
    [InlineData(5, 5, new[] { "2", "3", "4", "5", "6", "7", "8" })]
    [InlineData(-3, 2, new[] { "-3", "-2", "-1", "0", "1", "2" })]
    [InlineData(0, 3e7, new[] { "0", "1e7", "2e7", "3e7" })]
    public void Linear_ticks_are_round_and_hold_all_values(double low, double high, string[] labels)
    {
        var svg = Draw(new LineChart("t", Epoch, new Axis("y"), [new Series("s", [(1, low), (2, high)])]));

        Assert.Equal(labels, VerticalTicks(svg));
    }

    [Theory]
    [InlineData(0.002, 30, new[] { "0.001", "0.01", "0.1", "1", "10", "100" })]
    [InlineData(3, 7, new[] { "1", "2", "5", "10" })]
    public void Logarithmic_ticks_are_decades(double low, double high, string[] labels)
    {
        var svg = Draw(new LineChart("t", Epoch, new Axis("y", AxisKind.Logarithmic), [new Series("s", [(1, low), (2, high), (3, 0)])]));

        Assert.Equal(labels, VerticalTicks(svg));
        Assert.Equal(2, Titles(svg).Count(title => title.StartsWith("s: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void All_points_lie_within_the_plot()
    {
        var random = new Random(1);
        var points = Enumerable.Range(0, 50).Select(index => ((double)index, random.NextDouble() * 1e3 - 500)).ToArray();

        var svg = Draw(new LineChart("t", new Axis("x"), new Axis("y"), [new Series("s", points)]));

        var line = Elements(svg, "path").First(path => path.Attribute("class")?.Value == "line").Attribute("d")!.Value;
        foreach (var point in line.Split('M', 'L').Where(text => text.Length > 0))
        {
            var place = Array.ConvertAll(point.Split(' '), text => double.Parse(text, CultureInfo.InvariantCulture));
            Assert.InRange(place[0], 70, 620);
            Assert.InRange(place[1], 44, 324);
        }
    }

    [Fact]
    public void Eight_lines_differ_in_colour_or_dash_and_long_legends_wrap_inside_the_picture()
    {
        var series = Enumerable.Range(0, 8).Select(index => new Series($"a line with a rather long name {index}", [(1, index), (2, index)])).ToArray();

        var svg = Draw(new LineChart("t", Epoch, new Axis("y"), series));

        var classes = Elements(svg, "g").Select(group => group.Attribute("class")!.Value).ToArray();
        Assert.Equal(8, classes.Distinct(StringComparer.Ordinal).Count());
        var height = double.Parse(svg.Attribute("viewBox")!.Value.Split(' ')[3], CultureInfo.InvariantCulture);
        Assert.All(Elements(svg, "text").Where(text => text.Attribute("transform") is null), text =>
            Assert.InRange(double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture), 0, height));
    }

    [Fact]
    public void A_band_goes_forth_and_back_within_the_axis_and_leaves_out_what_is_not_finite()
    {
        var series = new Series("s", [(1, 1), (2, 2), (3, 3)]) { Band = [(1, 0, 2), (2, double.NaN, 3), (3, 1, 9)], Marked = false };

        var svg = Draw(new LineChart("t", Epoch, new Axis("y"), [series]));

        var band = Elements(svg, "path").Single(path => path.Attribute("class")?.Value == "band").Attribute("d")!.Value;
        Assert.Equal(4, band.Split('M', 'L', 'Z').Count(text => text.Length > 0));
        Assert.Contains("10", VerticalTicks(svg));
        Assert.DoesNotContain(Titles(svg), title => title.StartsWith("s: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chart_without_lines_is_still_a_picture()
    {
        Assert.NotEmpty(VerticalTicks(Draw(new LineChart("t", Epoch, new Axis("y"), []))));
    }

    private static XElement Draw(LineChart chart)
    {
        return XElement.Parse(chart.ToSvg());
    }

    private static IEnumerable<XElement> Elements(XElement svg, string name)
    {
        return svg.Descendants(XName.Get(name, "http://www.w3.org/2000/svg"));
    }

    private static IEnumerable<string> Texts(XElement svg)
    {
        return Elements(svg, "text").Select(text => text.Value);
    }

    private static IEnumerable<string> Titles(XElement svg)
    {
        return Elements(svg, "title").Select(title => title.Value);
    }

    private static IEnumerable<string> VerticalTicks(XElement svg)
    {
        return Elements(svg, "text").Where(text => text.Attribute("class")?.Value == "tick" && text.Attribute("text-anchor")?.Value == "end").Select(text => text.Value);
    }
}
