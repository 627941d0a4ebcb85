using NormGpu.Host.Devices;

namespace NormGpu.Host;

/// <content>The operators over spans, with every length checked.</content>
public static unsafe partial class WeightNorm
{
    /// <summary>As the pointer overload, over spans of <see cref="Half"/> or <see cref="float"/>.</summary>
    /// <param name="norm">L1, L2 or LInf.</param>
    /// <param name="shape">Rows of v and w.</param>
    /// <param name="v">The weight's direction, rows·rowLength elements.</param>
    /// <param name="w">Receives the weight, likewise.</param>
    /// <param name="g">The learned norm of each row, rows elements, or empty for <paramref name="rho"/>.</param>
    /// <param name="rho">The norm of every row where there is no g; finite, 0 or more.</param>
    /// <param name="statistics">Receives RowStatistics.Values·rows floats for the backward pass.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape, or an argument is out of range.</exception>
    public static void Forward<T>(Norm norm, in WeightShape shape, ReadOnlySpan<T> v, Span<T> w, ReadOnlySpan<float> g, float rho,
        Span<float> statistics, int threads = 0, ComputeDevice? device = null)
        where T : unmanaged
    {
        CheckLength(v.Length, shape.Count, nameof(v));
        CheckLength(w.Length, shape.Count, nameof(w));
        CheckRows(shape, g.Length, nameof(g));
        CheckLength(statistics.Length, (long)RowStatistics.Values * shape.Rows, nameof(statistics));
        fixed (T* vs = v, ws = w)
        fixed (float* gains = g, saved = statistics)
            Forward(norm, shape, TypeOf<T>(), vs, ws, gains, rho, new RowStatistics(saved, shape.Rows), threads, device);
    }

    /// <summary>As the pointer overload, over spans of <see cref="Half"/> or <see cref="float"/>.</summary>
    /// <param name="norm">As in the forward pass.</param>
    /// <param name="shape">Rows of v, dw and dv.</param>
    /// <param name="v">The forward pass's input, rows·rowLength elements.</param>
    /// <param name="dw">Gradient of w, likewise.</param>
    /// <param name="dv">Receives the gradient of v, likewise; may be dw itself.</param>
    /// <param name="g">As in the forward pass.</param>
    /// <param name="rho">As in the forward pass.</param>
    /// <param name="statistics">What the forward pass left.</param>
    /// <param name="dg">Receives the gradient of g, rows elements, or empty.</param>
    /// <param name="threads">Upper bound of threads on the CPU; 0 means all cores.</param>
    /// <param name="device">Where to compute; null is the CPU.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape, or an argument is out of range.</exception>
    public static void Backward<T>(Norm norm, in WeightShape shape, ReadOnlySpan<T> v, ReadOnlySpan<T> dw, Span<T> dv, ReadOnlySpan<float> g, float rho,
        ReadOnlySpan<float> statistics, Span<float> dg, int threads = 0, ComputeDevice? device = null)
        where T : unmanaged
    {
        CheckLength(v.Length, shape.Count, nameof(v));
        CheckLength(dw.Length, shape.Count, nameof(dw));
        CheckLength(dv.Length, shape.Count, nameof(dv));
        CheckRows(shape, g.Length, nameof(g));
        CheckRows(shape, dg.Length, nameof(dg));
        CheckLength(statistics.Length, (long)RowStatistics.Values * shape.Rows, nameof(statistics));
        fixed (T* vs = v, dws = dw, dvs = dv)
        fixed (float* gains = g, saved = statistics, dgains = dg)
            Backward(norm, shape, TypeOf<T>(), vs, dws, dvs, gains, rho, new RowStatistics(saved, shape.Rows), dgains, threads, device);
    }

    /// <summary>As the pointer overload, over a span of <see cref="Half"/> or <see cref="float"/>.</summary>
    /// <param name="norm">L1, L2 or LInf.</param>
    /// <param name="shape">Rows of v.</param>
    /// <param name="v">The initial weight, rows·rowLength elements.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape, or an argument is out of range.</exception>
    public static float BoundedRho<T>(Norm norm, in WeightShape shape, ReadOnlySpan<T> v, int threads = 0)
        where T : unmanaged
    {
        CheckLength(v.Length, shape.Count, nameof(v));
        fixed (T* vs = v)
            return BoundedRho(norm, shape, TypeOf<T>(), vs, threads);
    }

    private static ElementType TypeOf<T>() =>
        typeof(T) == typeof(Half) ? ElementType.Float16
        : typeof(T) == typeof(float) ? ElementType.Float32
        : throw new ArgumentException($"Elements of type {typeof(T).Name} are not supported; use Half or float.");

    private static void CheckRows(in WeightShape shape, int length, string name)
    {
        if (length != 0)
            CheckLength(length, shape.Rows, name);
    }

    private static void CheckLength(long length, long expected, string name)
    {
        if (length != expected)
            throw new ArgumentException($"{name} has {length} elements; the shape needs {expected}.");
    }
}
