using System.Globalization;
using System.Text;
using NormGpu.Cli.Charts;
using NormGpu.Cli.Training;

namespace NormGpu.Cli.Reproduce;

/// <summary>The finished runs of an experiment, by series and seed.</summary>
/// <param name="Runs">In the order of the plan.</param>
public sealed record RunSet(IReadOnlyList<FinishedRun> Runs)
{
    /// <summary>Names of the series, in the order of the plan.</summary>
    public IReadOnlyList<string> Names => [.. Runs.Select(run => run.Plan.Series).Distinct(StringComparer.Ordinal)];

    /// <summary>The runs of a series, one a seed.</summary>
    public IReadOnlyList<FinishedRun> Of(string series) => [.. Runs.Where(run => run.Plan.Series.Equals(series, StringComparison.Ordinal))];

    /// <summary>Test accuracy after the last epoch, of each seed, in percent.</summary>
    public IReadOnlyList<double> Finals(string series) => [.. Of(series).Select(run => run.Result.Epochs[^1].TestAccuracy)];

    /// <summary>Mean of <see cref="Finals"/>.</summary>
    public double Final(string series) => Finals(series).Average();

    /// <summary>A series as a line: the mean over seeds, with the seeds' range as a band.</summary>
    public Series Line(string series, Func<EpochResult, double> value, string? name = null)
    {
        var runs = Of(series);
        return Line(name ?? series, runs[0].Result.Epochs.Count, epoch => runs.Select(run => value(run.Result.Epochs[epoch - 1])));
    }

    /// <summary>A line over epochs from 1: the mean over seeds, with the seeds' range as a band.</summary>
    public static Series Line(string name, int epochs, Func<int, IEnumerable<double>> values)
    {
        var rows = Enumerable.Range(1, epochs).Select(epoch => (Epoch: (double)epoch, Values: values(epoch).ToArray())).ToArray();
        return new Series(name, [.. rows.Select(row => (row.Epoch, row.Values.Average()))])
        {
            Band = rows[0].Values.Length > 1 ? [.. rows.Select(row => (row.Epoch, row.Values.Min(), row.Values.Max()))] : [],
        };
    }

    /// <summary>A chart of all series over epochs.</summary>
    public LineChart Chart(string title, string unit, Func<EpochResult, double> value, AxisKind kind = AxisKind.Linear)
    {
        return new LineChart(title, new Axis("Epoch", AxisKind.Whole), new Axis(unit, kind), [.. Names.Select(name => Line(name, value))]);
    }

    /// <summary>All epochs of all runs as comma-separated values.</summary>
    public string Csv()
    {
        var text = new StringBuilder("series,seed,epoch,train_loss,train_accuracy,test_accuracy,learning_rate,nonfinite_statistics\n");
        foreach (var run in Runs)
        {
            foreach (var epoch in run.Result.Epochs)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{run.Plan.Series},{run.Plan.Settings.Seed},{epoch.Epoch},{epoch.TrainLoss:R},{epoch.TrainAccuracy:F4},{epoch.TestAccuracy:F4},{epoch.LearningRate:R},{epoch.NonfiniteStatistics}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The final numbers of each series, as rows of <see cref="Columns"/>; each against the first series of its network.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows()
    {
        return
        [
            .. Names.Select(name =>
            {
                var finals = Finals(name);
                var model = Of(name)[0].Plan.Settings.Model;
                var baseline = Final(Runs.First(run => run.Plan.Settings.Model.Equals(model, StringComparison.Ordinal)).Plan.Series);
                return (string[])
                [
                    name,
                    string.Join(", ", Of(name).Select(run => run.Plan.Settings.Seed.ToString(CultureInfo.InvariantCulture))),
                    Number(finals.Average(), "F2"),
                    finals.Count > 1 ? $"{Number(finals.Min(), "F2")} … {Number(finals.Max(), "F2")}" : "",
                    Number(finals.Average() - baseline, "+0.00;-0.00;0.00"),
                    Number(Of(name).Average(run => run.Result.Epochs[^1].TrainLoss), "F4"),
                    Number(Of(name).Sum(run => run.Result.NonfiniteStatistics), "N0"),
                ];
            }),
        ];
    }

    /// <summary>Head line of <see cref="Rows"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["Series", "Seeds", "Test accuracy, %", "From … to", "Against the first", "Training loss", "Non-finite statistics"];

    internal static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
