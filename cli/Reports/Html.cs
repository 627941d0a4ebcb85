using System.Net;
using System.Text;

namespace NormGpu.Cli.Reports;

/// <summary>Parts of a report page.</summary>
internal static class Html
{
    /// <summary>A table.</summary>
    /// <param name="columns">Head line.</param>
    /// <param name="rows">As many cells each as there are columns.</param>
    /// <param name="numbersFrom">First column that is set as a number.</param>
    public static string Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, int numbersFrom)
    {
        var html = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
        html.Append(string.Concat(columns.Select((column, index) => Cell("th", column, index >= numbersFrom))));
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
            html.Append("<tr>").Append(string.Concat(row.Select((cell, index) => Cell("td", cell, index >= numbersFrom)))).Append("</tr>\n");
        return html.Append("</tbody></table></div>").ToString();
    }

    /// <summary>One below the other.</summary>
    public static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    /// <summary>Text as it is, whatever it holds.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Cell(string tag, string content, bool number) => $"<{tag}{(number ? " class=\"number\"" : "")}>{Text(content)}</{tag}>";
}
