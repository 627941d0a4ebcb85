using System.Runtime.Intrinsics.X86;

namespace NormGpu.Host.Cpu;

/// <summary>A core's second-level cache, where channels wait from one look to the next.</summary>
internal static class SecondLevelCache
{
    /// <summary>CPUID function that asks for the last function of this kind, and the one that tells of the cache (AMD and Intel): ECX, bits 31 … 16, in KB.</summary>
    private const uint LastFunction = 0x8000_0000;
    private const uint CacheFunction = 0x8000_0006;

    /// <summary>Its size in bytes; 0 where the processor does not tell.</summary>
    public static readonly long Size = X86Base.IsSupported && (uint)X86Base.CpuId(unchecked((int)LastFunction), 0).Eax >= CacheFunction
        ? (long)((uint)X86Base.CpuId(unchecked((int)CacheFunction), 0).Ecx >> 16) << 10
        : 0;
}
