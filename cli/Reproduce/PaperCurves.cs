using System.Globalization;
using NormGpu.Cli.Charts;

namespace NormGpu.Cli.Reproduce;

/// <summary>The paper's own curves, from paper_curves.csv beside this file; its head says where they come from.</summary>
public static class PaperCurves
{
    /// <summary>VGG11 on CIFAR-10 with and without weight decay: test accuracy in percent.</summary>
    public const string WeightDecay = "wd_vgg11_cifar10_testacc";

    /// <summary>ResNet-50 on ImageNet with batch norm and bounded weight norm: validation error in percent.</summary>
    public const string BoundedWeightNorm = "bwn_resnet50_imagenet_valerr";

    private const string Resource = "paper_curves.csv";

    /// <summary>The lines of a figure, in the file's order.</summary>
    public static IReadOnlyList<Series> Of(string figure)
    {
        using var reader = new StreamReader(typeof(PaperCurves).Assembly.GetManifestResourceStream(Resource)!);
        var points = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Skip(1)
            .Select(line => line.Split(','))
            .Where(cells => cells[0].Equals(figure, StringComparison.Ordinal))
            .Select(cells => (Series: cells[1], Point: (double.Parse(cells[2], CultureInfo.InvariantCulture), double.Parse(cells[3], CultureInfo.InvariantCulture))));
        return [.. points.GroupBy(row => row.Series, row => row.Point, StringComparer.Ordinal).Select(line => new Series(line.Key, [.. line]) { Marked = false })];
    }

    /// <summary>The figure as a chart in our style.</summary>
    public static LineChart Chart(string figure, string title, string unit)
    {
        return new LineChart(title, new Axis("Epoch", AxisKind.Whole), new Axis(unit), Of(figure));
    }
}
