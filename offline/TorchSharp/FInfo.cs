namespace TorchSharp;

public static partial class torch
{
    /// <summary>The limits of a floating-point type.</summary>
    public struct FInfo
    {
        public int bits;
        public double eps;
        public double max;
        public double min;
        public double tiny;
    }

    /// <exception cref="ArgumentException">dtype is no floating-point type.</exception>
    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => Limits(16, Math.ScaleB(1, -10), 65504, Math.ScaleB(1, -14)),
        ScalarType.BFloat16 => Limits(16, Math.ScaleB(1, -7), (2 - Math.ScaleB(1, -7)) * Math.ScaleB(1, 127), Math.ScaleB(1, -126)),
        ScalarType.Float32 => Limits(32, Math.ScaleB(1, -23), float.MaxValue, Math.ScaleB(1, -126)),
        ScalarType.Float64 => Limits(64, Math.ScaleB(1, -52), double.MaxValue, Math.ScaleB(1, -1022)),
        _ => throw new ArgumentException("'dtype' must be floating point", nameof(dtype)),
    };

    private static FInfo Limits(int bits, double eps, double max, double tiny) => new() { bits = bits, eps = eps, max = max, min = -max, tiny = tiny };
}
