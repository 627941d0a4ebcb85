using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace NormGpu.Perf.Operators;

/// <summary>BenchmarkDotNet over single operators.</summary>
internal static class OperatorBenchmarks
{
    /// <summary>Memory that the tensors of a case take, past the last cache of the processors of today.</summary>
    public const long LeastBytes = 256L << 20;

    /// <summary>Letters of a case's name that tables show.</summary>
    private const int LongestCase = 60;

    /// <summary>Runs what --filter selects; all other arguments of BenchmarkDotNet work, too.</summary>
    public static int Run(string[] args)
    {
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(OperatorBenchmarks).Assembly).Run(args, Configuration());
        return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
    }

    private static ManualConfig Configuration() => ManualConfig.CreateEmpty()
        // In this process: it needs no registry, no second build, and measures the memory limit in the same run.
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(6).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(100)))
        .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Metrics)
        .AddColumn(StatisticColumn.Median, StatisticColumn.Q1, StatisticColumn.Q3, new ThroughputColumn(asShare: false), new ThroughputColumn(asShare: true))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddExporter(MarkdownExporter.GitHub, CsvExporter.Default)
        .AddLogger(ConsoleLogger.Default)
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(LongestCase));
}
