using System.Runtime.Intrinsics.X86;

namespace NormGpu.Host.Cpu;

/// <summary>A core's second-level cache, where channels wait from one look to the next.</summary>
internal static class SecondLevelCache
{
    /// <summary>CPUID function that asks for the last function of this kind, and the one that tells of the cache (AMD and Intel): ECX, bits 31 … 16, in KB.</summary>
    private const uint LastFunction = 0x8000_0000;
    private const uint CacheFunction = 0x8000_0006;

    /// <summary>What function 0 leaves in EBX on AMD's processors: the first letters of AuthenticAMD.</summary>
    private const int NameOfAmd = 0x6874_7541;

    /// <summary>How many times its size a core of AMD may work on while it fetches: what has no room is taken in by the shared cache, and comes back from there sooner than from memory.</summary>
    private const long OverflowOfAmd = 4;

    /// <summary>Its size in bytes; 0 where the processor does not tell.</summary>
    public static readonly long Size = X86Base.IsSupported && (uint)X86Base.CpuId(unchecked((int)LastFunction), 0).Eax >= CacheFunction
        ? (long)((uint)X86Base.CpuId(unchecked((int)CacheFunction), 0).Ecx >> 16) << 10
        : 0;

    /// <summary>Bytes of what waits in it and what is fetched meanwhile, up to which fetching pays (measured: docs/decisions/0002).</summary>
    public static readonly long RoomToFetch = X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == NameOfAmd ? OverflowOfAmd * Size : Size;
}
