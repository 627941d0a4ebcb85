using System.Runtime.Intrinsics.X86;

namespace NormGpu.Host.Cpu;

/// <summary>How loops over large tensors use a core's way to memory: plain data, one row a maker of processors (measured: docs/decisions/0002).</summary>
/// <param name="FetchesNextChannel">Whether the next long channel is fetched while one is mapped, where the second-level cache has room.</param>
/// <param name="StreamsHalves">Whether halves of long segments and of rows go past the cache. FP32, and short segments, do on every processor.</param>
internal readonly record struct CorePolicy(bool FetchesNextChannel, bool StreamsHalves)
{
    /// <summary>Intel's cores, and those that nobody has measured.</summary>
    public static CorePolicy General => new(FetchesNextChannel: true, StreamsHalves: true);

    /// <summary>AMD's cores: what goes past the cache, and lines fetched beside it, keep conversions waiting; lines that are stored into the cache leave it while sums are taken.</summary>
    public static CorePolicy Amd => new(FetchesNextChannel: false, StreamsHalves: false);

    /// <summary>That of this processor. Tests set the other; results are the same.</summary>
    public static CorePolicy Current { get; set; } = IsAmd ? Amd : General;

    // "AuthenticAMD", in the order Ebx, Edx, Ecx.
    private static bool IsAmd => X86Base.IsSupported && X86Base.CpuId(0, 0) is { Ebx: 0x6874_7541, Edx: 0x6974_6E65, Ecx: 0x444D_4163 };
}
