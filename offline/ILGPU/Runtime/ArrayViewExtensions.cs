using System.Runtime.CompilerServices;

namespace ILGPU.Runtime;

/// <summary>Filling views and copying between views and the host. Where no stream is named, the accelerator's default stream serves.</summary>
public static partial class ArrayViewExtensions
{
    /// <summary>The address of a view's first element, as the reference of its first byte.</summary>
    public static unsafe ref byte LoadEffectiveAddress<T>(this ArrayView<T> view)
        where T : unmanaged =>
        ref Unsafe.AsRef<byte>((void*)view.Address);

    public static nint LoadEffectiveAddressAsPtr<T>(this ArrayView<T> view)
        where T : unmanaged =>
        view.Address;

    public static ArrayView1D<TOther, Stride1D.Dense> Cast<T, TOther>(this ArrayView1D<T, Stride1D.Dense> view)
        where T : unmanaged
        where TOther : unmanaged =>
        view.BaseView.Cast<TOther>();

    public static Accelerator GetAccelerator<TView>(this TView view)
        where TView : IArrayView =>
        view.Buffer.Accelerator;

    public static AcceleratorType GetAcceleratorType<TView>(this TView view)
        where TView : IArrayView =>
        view.Buffer.AcceleratorType;

    public static void MemSetToZero<TView>(this TView view)
        where TView : IContiguousArrayView =>
        view.MemSet(0);

    public static void MemSetToZero<TView>(this TView view, AcceleratorStream stream)
        where TView : IContiguousArrayView =>
        view.MemSet(stream, 0);

    public static void MemSet<TView>(this TView view, byte value)
        where TView : IContiguousArrayView =>
        view.MemSet(view.DefaultStream(), value);

    public static void MemSet<TView>(this TView view, AcceleratorStream stream, byte value)
        where TView : IContiguousArrayView
    {
        if (view.LengthInBytes > 0)
            view.Buffer.Fill(stream, value, view.AsRawArrayView());
    }

    public static void MemSetToZero<T>(this ArrayView1D<T, Stride1D.Dense> view)
        where T : unmanaged =>
        view.BaseView.MemSet(0);

    public static void MemSetToZero<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream)
        where T : unmanaged =>
        view.BaseView.MemSet(stream, 0);

    public static void MemSet<T>(this ArrayView1D<T, Stride1D.Dense> view, byte value)
        where T : unmanaged =>
        view.BaseView.MemSet(value);

    public static void MemSet<T>(this ArrayView1D<T, Stride1D.Dense> view, AcceleratorStream stream, byte value)
        where T : unmanaged =>
        view.BaseView.MemSet(stream, value);

    public static void CopyTo<TView>(this TView source, in TView target)
        where TView : IContiguousArrayView =>
        source.CopyTo(source.DefaultStream(), target);

    public static void CopyTo<TView>(this TView source, AcceleratorStream stream, in TView target)
        where TView : IContiguousArrayView
    {
        if (source.Length > target.Length)
            ViewErrors.ThrowSubViewOutOfRange(0, source.Length, target.Length);
        if (source.LengthInBytes > 0)
            source.Buffer.CopyOut(stream, source.AsRawArrayView(), target.AsRawArrayView());
    }

    public static void CopyFrom<TView>(this TView target, in TView source)
        where TView : IContiguousArrayView =>
        source.CopyTo(target.DefaultStream(), target);

    public static void CopyFrom<TView>(this TView target, AcceleratorStream stream, in TView source)
        where TView : IContiguousArrayView =>
        source.CopyTo(stream, target);

    public static void CopyTo<T>(this ArrayView1D<T, Stride1D.Dense> source, ArrayView1D<T, Stride1D.Dense> target)
        where T : unmanaged =>
        source.BaseView.CopyTo(target.BaseView);

    public static void CopyTo<T>(this ArrayView1D<T, Stride1D.Dense> source, AcceleratorStream stream, in ArrayView1D<T, Stride1D.Dense> target)
        where T : unmanaged =>
        source.BaseView.CopyTo(stream, target.BaseView);

    public static void CopyFrom<T>(this ArrayView1D<T, Stride1D.Dense> target, in ArrayView1D<T, Stride1D.Dense> source)
        where T : unmanaged =>
        source.BaseView.CopyTo(target.BaseView);

    public static void CopyFrom<T>(this ArrayView1D<T, Stride1D.Dense> target, AcceleratorStream stream, in ArrayView1D<T, Stride1D.Dense> source)
        where T : unmanaged =>
        source.BaseView.CopyTo(stream, target.BaseView);

    private static AcceleratorStream DefaultStream<TView>(this TView view)
        where TView : IArrayView =>
        view.Buffer.Accelerator.DefaultStream;
}
