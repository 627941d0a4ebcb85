using NormGpu.Host;

namespace NormGpu.Cli.CommandLine;

/// <summary>The words that several commands share.</summary>
internal static class SharedWords
{
    /// <summary>--norm.</summary>
    public static Words<Norm> Norm { get; } = new(
        [
            ("l1", NormGpu.Norm.L1), ("l2", NormGpu.Norm.L2), ("linf", NormGpu.Norm.LInf), ("topk", NormGpu.Norm.TopK), ("range", NormGpu.Norm.Range),
            ("mean", NormGpu.Norm.Mean),
        ]);

    /// <summary>--norm of a weight's rows.</summary>
    public static Words<Norm> WeightNorm { get; } = new([("l1", NormGpu.Norm.L1), ("l2", NormGpu.Norm.L2), ("linf", NormGpu.Norm.LInf)]);

    /// <summary>--arithmetic.</summary>
    public static Words<Arithmetic> Arithmetic { get; } = new(
        [("fp32", NormGpu.Arithmetic.Float32), ("fp16", NormGpu.Arithmetic.Float16)]);

    /// <summary>--accumulate.</summary>
    public static Words<Accumulation> Accumulation { get; } = new([("fp32", NormGpu.Accumulation.Float32), ("fp16", NormGpu.Accumulation.Float16)]);

    /// <summary>--layout.</summary>
    public static Words<ChannelLayout> Layout { get; } = new([("nchw", ChannelLayout.ChannelsFirst), ("nhwc", ChannelLayout.ChannelsLast)]);

    /// <summary>--constant.</summary>
    public static Words<NormConstant> Constant { get; } = new([("paper", NormConstant.Paper), ("exact", NormConstant.Exact)]);
}
