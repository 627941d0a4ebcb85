using System.Globalization;
using System.Xml;

namespace NormGpu.Cli.Charts;

/// <summary>The sign at each point of a line: its form tells lines apart where their colours do not.</summary>
internal static class Marker
{
    private static readonly string[] Forms =
    [
        "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
        "m-3.7 -3.7h7.4v7.4h-7.4z",
        "m0 -5l4.8 8.5h-9.6z",
        "m0 -5.2l5.2 5.2l-5.2 5.2l-5.2 -5.2z",
        "m0 5l4.8 -8.5h-9.6z",
    ];

    /// <summary>Draws the marker of a series, with a text that shows under the pointer.</summary>
    public static void Draw(XmlWriter svg, int series, double x, double y, string text)
    {
        svg.WriteStartElement("path");
        svg.WriteAttributeString("class", "marker");
        svg.WriteAttributeString("d", string.Create(CultureInfo.InvariantCulture, $"M{x:F1} {y:F1}{Forms[series % Forms.Length]}"));
        svg.WriteElementString("title", text);
        svg.WriteEndElement();
    }
}
