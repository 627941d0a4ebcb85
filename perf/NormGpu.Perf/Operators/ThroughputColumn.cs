using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using NormGpu.Cli.Bench;
using NormGpu.Host.Devices;

namespace NormGpu.Perf.Operators;

/// <summary>Bytes that must move by the median time, as GB/s or as a share of the best copy rate of the same run.</summary>
/// <param name="asShare">Which of the two.</param>
internal sealed class ThroughputColumn(bool asShare) : IColumn
{
    private const int LimitRepetitions = 9;

    private static readonly Lazy<BenchLimit> Limit =
        new(() => MemoryLimit.Measure(DeviceCatalogue.Cpu, Environment.ProcessorCount, LimitRepetitions));

    public string Id => ColumnName;

    public string ColumnName => asShare ? "Of limit" : "GB/s";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => asShare ? 1 : 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => asShare ? "GB/s by the best copy rate of this run" : "Bytes that must move (each input and output once) by the median, 10^9 bytes a second";

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } times || benchmarkCase.Parameters["Case"] is not IOperatorCase tensors
            || benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<TensorsMovedAttribute>() is not { } moved)
        {
            return "?";
        }

        var gigabytes = tensors.BytesMoved(moved.Count) / times.Median;
        return asShare
            ? (100 * gigabytes / Limit.Value.CopyGbps).ToString("F0", CultureInfo.InvariantCulture) + " %"
            : gigabytes.ToString("F1", CultureInfo.InvariantCulture);
    }
}
