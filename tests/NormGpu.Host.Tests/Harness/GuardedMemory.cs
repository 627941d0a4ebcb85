using System.Runtime.InteropServices;

namespace NormGpu.Host.Tests.Harness;

/// <summary>
/// Memory that ends flush against a page that must not be touched (on Linux), so that reading one element too many ends the test run, and that
/// begins behind bytes that must not change. Those bytes are NaN in both element types: what reads them by mistake shows.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const byte Guard = 0xFF;
    private const int GuardLength = 64;
    private const int MapPrivateAnonymous = 0x22;

    private readonly byte* start;
    private readonly nuint length;
    private readonly int gap;

    /// <summary><paramref name="bytes"/> usable bytes, with <paramref name="gap"/> guard bytes between them and the forbidden page: they shift the address.</summary>
    public GuardedMemory(long bytes, int gap = 0)
    {
        this.gap = gap;
        var page = (nuint)Environment.SystemPageSize;
        length = (((nuint)bytes + (nuint)gap + GuardLength + page - 1) / page + 1) * page;
        if (OperatingSystem.IsLinux())
        {
            start = (byte*)Map(null, length, 3, MapPrivateAnonymous, -1, 0);
            if (start == (byte*)-1 || Protect(start + length - page, page, 0) != 0)
                throw new InvalidOperationException("The system gives no guarded memory.");
        }
        else
        {
            start = (byte*)NativeMemory.Alloc(length);
        }

        Length = bytes;
        Address = start + length - page - gap - bytes;
        new Span<byte>(start, checked((int)(length - page))).Fill(Guard);
    }

    public byte* Address { get; }

    public long Length { get; }

    public Span<byte> Bytes => new(Address, checked((int)Length));

    /// <summary>Fails where something wrote beside the memory.</summary>
    public void Check(string what)
    {
        var before = new ReadOnlySpan<byte>(start, (int)(Address - start));
        var after = new ReadOnlySpan<byte>(Address + Length, gap);
        Assert.False(before.ContainsAnyExcept(Guard) || after.ContainsAnyExcept(Guard), $"{what}: memory beside the buffer was written");
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            _ = Unmap(start, length);
        else
            NativeMemory.Free(start);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
