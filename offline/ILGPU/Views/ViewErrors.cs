using System.Diagnostics.CodeAnalysis;

namespace ILGPU;

/// <summary>The sentences of what a view refuses, apart from the view so that its accessors stay small enough to inline.</summary>
internal static class ViewErrors
{
#pragma warning disable CA2201 // A view is indexed like an array and fails like one.
    [DoesNotReturn]
    public static void ThrowOutOfRange(long index, long length, Type elementType) =>
        throw new IndexOutOfRangeException(FormattableString.Invariant($"element {index} of a view of {length} {elementType.Name} elements does not exist"));
#pragma warning restore CA2201

    [DoesNotReturn]
    public static void ThrowSubViewOutOfRange(long index, long length, long available) =>
        throw new ArgumentOutOfRangeException(
            nameof(length),
            FormattableString.Invariant($"a sub-view of {length} elements from element {index} does not lie in a view of {available} elements"));

    [DoesNotReturn]
    public static void ThrowMisaligned(long firstByte, Type elementType, int elementSize) =>
        throw new InvalidOperationException(
            FormattableString.Invariant($"a view that starts at byte {firstByte} cannot be cast to {elementType.Name}: a GPU loads its {elementSize} bytes only from multiples of its size"));

    [DoesNotReturn]
    public static void ThrowDisposed() => throw new ObjectDisposedException("MemoryBuffer", "the buffer behind this view was disposed, or its memory is a device's that the host reaches by copies only");
}
