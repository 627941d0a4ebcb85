using NormGpu.Cli.Reproduce;
using NormGpu.Cli.Tests.Training;
using NormGpu.Cli.Training;
using NormGpu.Torch;

namespace NormGpu.Cli.Tests.Reproduce;

/// <summary>Finished runs made by hand: what an experiment would have planned, with the results that a test says.</summary>
internal static class SampleRuns
{
    /// <summary>As the experiments take it; nothing is written.</summary>
    public static ReproduceOptions Options(bool quick = true) => new(quick, Seeds: null, Threads: 2, "fashion-mnist", Available: 60_000, "out/paper");

    /// <summary>The runs of an experiment's plan, two epochs each, with the last accuracy of its series and a loss of 1 and 0.5, plus what a series adds to it.</summary>
    public static RunSet Of(IExperiment experiment, ChannelNormRecord norms, Func<string, double> accuracy, Func<string, double>? moreLoss = null, Func<string, long>? nonfinite = null)
    {
        return new RunSet([.. experiment.Plan(Options()).Select(run =>
        {
            var loss = moreLoss?.Invoke(run.Series) ?? 0;
            EpochResult[] epochs = [SampleResults.Epoch(1, 50, 1 + loss), SampleResults.Epoch(2, accuracy(run.Series), 0.5 + loss, statistics: nonfinite?.Invoke(run.Series) ?? 0)];
            return new FinishedRun(run, new TrainingResult(run.Settings, epochs, [], 1), norms);
        })]);
    }

    /// <summary>Norms of one layer with two channels over two epochs.</summary>
    public static ChannelNormRecord Norms(TemporaryFolder folder)
    {
        var path = folder.Write("norms.json", """{"format": "normgpu channel norms 1", "layers": [{"name": "conv", "norms": [[1, 2], [2, 2], [1, 2]]}]}"""u8.ToArray());
        return ChannelNormRecord.Load(path);
    }
}
