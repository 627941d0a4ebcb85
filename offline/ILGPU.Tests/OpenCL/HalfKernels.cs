using System.Runtime.InteropServices;
using ILGPU.Runtime;

namespace ILGPU.Tests.OpenCL;

/// <summary>Halves, 8 at a time and one: what the attribute makes a vector load and store of must give what the code below says.</summary>
internal static class HalfKernels
{
    private const int Lanes = 8;

    // NaN apart: which of its bits survive is the device's choice.
    private static readonly ushort[] Numbers = [.. Enumerable.Range(0, 65536).Select(bits => (bits & 0x7FFF) > 0x7C00 ? (ushort)0 : (ushort)bits)];

    public static IEnumerable<KernelCase> All { get; } =
    [
        KernelCase.Of<ushort, ushort>("eight halves are loaded and stored", Numbers, Numbers.Length, (accelerator, input, output) =>
            Launch(accelerator, input.Cast<Pack>(), output.Cast<Pack>(), 1f)),
        KernelCase.Of<ushort, ushort>("eight floats are rounded to the nearest halves", Numbers, Numbers.Length, (accelerator, input, output) =>
            Launch(accelerator, input.Cast<Pack>(), output.Cast<Pack>(), 0.1f)),
        KernelCase.Of<ushort, ushort>("eight floats overflow to infinity", Numbers, Numbers.Length, (accelerator, input, output) =>
            Launch(accelerator, input.Cast<Pack>(), output.Cast<Pack>(), -3e4f)),
        KernelCase.Of<ushort, ushort>("single halves are loaded, rounded and stored", Numbers, Numbers.Length, (accelerator, input, output) =>
            accelerator.LoadStreamKernel<ArrayView<Pack>, ArrayView<Pack>, float>(ScaleOneByOne)((4, 16), input.Cast<Pack>(), output.Cast<Pack>(), 0.1f)),
        KernelCase.Of<ushort, ushort>("eight halves behind an offset", Numbers, 64, (accelerator, input, output) =>
            Launch(accelerator, input.Cast<Pack>().SubView(125, 4), output.SubView(8, 32).Cast<Pack>(), 1f)),
    ];

    /// <summary>Scales packs of halves.</summary>
    public static void Scale(ArrayView<Pack> input, ArrayView<Pack> output, float factor)
    {
        for (long pack = Grid.GlobalIndex.X; pack < input.Length; pack += Grid.DimX * Group.DimX)
            Store(output, pack, Load(input, pack).Times(factor));
    }

    private static void ScaleOneByOne(ArrayView<Pack> input, ArrayView<Pack> output, float factor)
    {
        for (int i = Grid.GlobalIndex.X; i < Lanes * input.Length; i += Grid.DimX * Group.DimX)
            StoreOne(output, i, LoadOne(input, i) * factor);
    }

    private static void Launch(Accelerator accelerator, ArrayView<Pack> input, ArrayView<Pack> output, float factor) =>
        accelerator.LoadStreamKernel<ArrayView<Pack>, ArrayView<Pack>, float>(Scale)((4, 16), input, output, factor);

    [VectorAccess]
    private static Octet Load(ArrayView<Pack> tensor, long pack)
    {
        Pack bits = tensor[pack];
        return new Octet(
            Widen(bits.First), Widen(bits.First >> 16), Widen(bits.Second), Widen(bits.Second >> 16),
            Widen(bits.Third), Widen(bits.Third >> 16), Widen(bits.Fourth), Widen(bits.Fourth >> 16));
    }

    [VectorAccess]
    private static void Store(ArrayView<Pack> tensor, long pack, Octet value) => tensor[pack] = new Pack(
        Narrow(value.A) | (Narrow(value.B) << 16), Narrow(value.C) | (Narrow(value.D) << 16),
        Narrow(value.E) | (Narrow(value.F) << 16), Narrow(value.G) | (Narrow(value.H) << 16));

    [VectorAccess]
    private static float LoadOne(ArrayView<Pack> tensor, long index) => Widen(tensor.Cast<ushort>()[index]);

    [VectorAccess]
    private static void StoreOne(ArrayView<Pack> tensor, long index, float value) => tensor.Cast<ushort>()[index] = (ushort)Narrow(value);

    private static float Widen(uint word) => (float)BitConverter.UInt16BitsToHalf((ushort)word);

    private static uint Narrow(float value) => BitConverter.HalfToUInt16Bits((System.Half)value);

    /// <summary>The attribute is found by its name, whoever declares it.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class VectorAccessAttribute : Attribute;

    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Pack(uint first, uint second, uint third, uint fourth)
    {
        public uint First => first;

        public uint Second => second;

        public uint Third => third;

        public uint Fourth => fourth;
    }

    private readonly struct Octet(float a, float b, float c, float d, float e, float f, float g, float h)
    {
        public float A => a;

        public float B => b;

        public float C => c;

        public float D => d;

        public float E => e;

        public float F => f;

        public float G => g;

        public float H => h;

        public Octet Times(float factor) => new(a * factor, b * factor, c * factor, d * factor, e * factor, f * factor, g * factor, h * factor);
    }
}
