using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ILGPU.Runtime.OpenCL.Translation;

namespace ILGPU.Tests.OpenCL;

/// <summary>What cannot be translated is refused in a sentence that names the method, the instruction and why. Needs no device.</summary>
public partial class RefusalTests
{
    private static readonly int[] Table = [1, 2, 3];

    private static int counter;

    private interface IShape
    {
        int Area { get; }
    }

    [Theory]
    [InlineData(nameof(Allocate), "Allocate cannot be translated to OpenCL C: its instruction newarr allocates an array, which kernels cannot.")]
    [InlineData(nameof(ReadStatic), "ReadStatic cannot be translated to OpenCL C: its instruction ldsfld reads the static field Table, and kernels know constants only.")]
    [InlineData(nameof(WriteStatic), "WriteStatic cannot be translated to OpenCL C: its instruction ldsfld reads the static field counter, and kernels know constants only.")]
    [InlineData(nameof(Throw), "Throw cannot be translated to OpenCL C: its instruction ldstr reads a string, which kernels do not have.")]
    [InlineData(nameof(Catch), "Catch cannot be translated to OpenCL C: it has a try block, and OpenCL has no exceptions.")]
    [InlineData(nameof(Recurse), "Factorial cannot be translated to OpenCL C: it calls itself, and OpenCL has no recursion.")]
    [InlineData(nameof(CallInterface), "CallInterface cannot be translated to OpenCL C: its instruction newobj makes an object of type Square, and kernels have none.")]
    [InlineData(nameof(CallObject), "CallObject cannot be translated to OpenCL C: it has a variable of Object, and kernels have no objects.")]
    [InlineData(nameof(CheckOverflow), "CheckOverflow cannot be translated to OpenCL C: its instruction add.ovf checks for overflow, which ends in an exception, which OpenCL does not have.")]
    [InlineData(nameof(MixSpaces), "MixSpaces cannot be translated to OpenCL C: its instruction ldarg mixes memory of the kinds Global and Local in one variable, and OpenCL C 1.2 has no pointer for both.")]
    [InlineData(nameof(ReserveUnknown), "ReserveUnknown cannot be translated to OpenCL C: its instruction call asks for memory whose size is no constant; dynamic shared memory takes its size from the launch.")]
    [InlineData(nameof(AddDoubles), "AddDoubles cannot be translated to OpenCL C: its instruction call changes a double atomically, which OpenCL C 1.2 cannot.")]
    [InlineData(nameof(CallUnmanaged), "Outside cannot be translated to OpenCL C: it has no body in IL.")]
    public void A_kernel_is_refused_with_the_reason(string name, string sentence)
    {
        MethodInfo method = typeof(RefusalTests).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

        NotSupportedException refusal = Assert.Throws<NotSupportedException>(() => KernelTranslator.Translate(method));

        Assert.Equal($"RefusalTests.{sentence}", Place().Replace(refusal.Message, string.Empty));
    }

    // Debug and release builds have the instruction in different places.
    [GeneratedRegex(@"(\.[0-9s])? at IL_[0-9a-f]{4}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();

    private static void Allocate(ArrayView<int> output) => output[0] = new int[4].Length;

    private static void ReadStatic(ArrayView<int> output) => output[0] = Table[1];

    private static void WriteStatic(ArrayView<int> output) => output[0] = counter++;

    private static void Throw(ArrayView<int> output)
    {
        if (output[0] < 0)
            throw new InvalidOperationException("negative");
    }

    private static void Catch(ArrayView<int> output)
    {
        try
        {
            output[0] = 1;
        }
        finally
        {
            output[0] = 2;
        }
    }

    private static void Recurse(ArrayView<int> output) => output[0] = Factorial(output[1]);

    private static int Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private static void CallInterface(ArrayView<int> output)
    {
        output[0] = Measure(new Square());
    }

    private static int Measure<T>(T shape)
        where T : IShape => shape.Area;

    private static void CallObject(ArrayView<int> output)
    {
        object boxed = output[0];
        object other = output[1];
        output[0] = boxed.Equals(other) ? 1 : other.GetHashCode() + boxed.GetHashCode();
    }

    private static void CheckOverflow(ArrayView<int> output) => output[0] = checked(output[0] + output[1]);

    private static void MixSpaces(ArrayView<int> output)
    {
        ArrayView<int> view = output[0] > 0 ? output : SharedMemory.Allocate<int>(4);
        view[0] = 1;
        view[1] = 2;
    }

    private static void ReserveUnknown(ArrayView<int> output) => output[0] = SharedMemory.Allocate<int>(output[0])[0];

    private static void AddDoubles(ArrayView<double> output) => Atomic.Add(ref output[0], 1.0);

    private static void CallUnmanaged(ArrayView<int> output) => output[0] = Outside();

    [DllImport("nowhere")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Outside();

    private sealed class Square : IShape
    {
        public int Area => 4;
    }
}
