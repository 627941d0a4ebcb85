using System.Text;
using ILGPU.Runtime.OpenCL.Translation;

namespace ILGPU.Runtime.OpenCL.Driver;

/// <summary>Has the driver compile a kernel's source, and shows the source and the driver's log to whoever wants to see them.</summary>
internal static unsafe class ProgramBuilder
{
    /// <summary>The environment variable that names a folder for the source of every kernel that is built.</summary>
    public const string DumpVariable = "ILGPU_OPENCL_DUMP";

    // LLVM, which most drivers compile with, throws its unfinished files away when the process gets a signal, and signals are how .NET learns of a null reference
    // anywhere in the process; PoCL besides mixes up the files of programs that are built at the same time, by other processes too.
    private const int Attempts = 3;
    private static readonly Lock Building = new();

    public static ProgramHandle Build(CLAccelerator accelerator, string kernelName, TranslatedKernel kernel)
    {
        if (Environment.GetEnvironmentVariable(DumpVariable) is { Length: > 0 } folder)
            Dump(folder, kernel);
        for (int attempt = 1; ; attempt++)
        {
            ProgramHandle program = Compile(accelerator, kernelName, kernel, out CLError error);
            if (error == CLError.CL_SUCCESS)
                return program;
            using (program)
            {
                if (attempt == Attempts)
                {
                    throw CLException.Rejected(
                        error,
                        $"The OpenCL driver of {accelerator.Name} rejected kernel {kernelName} with {CLException.NameOf(error)} (set {DumpVariable} to a folder to see its source). The driver says:\n{Query.BuildLog(program, accelerator.DeviceId)}");
                }
            }
        }
    }

    private static ProgramHandle Compile(CLAccelerator accelerator, string kernelName, TranslatedKernel kernel, out CLError error)
    {
        byte[] source = Encoding.UTF8.GetBytes(kernel.Source);
        ProgramHandle program;
        fixed (byte* first = source)
        {
            byte* text = first;
            var length = (nuint)source.Length;
            program = OpenClLibrary.CreateProgramWithSource(accelerator.ContextHandle, 1, &text, &length, out error);
        }
        CLException.ThrowIfFailed(error, $"read the source of kernel {kernelName}");
        nint device = accelerator.DeviceId;
        lock (Building)
            error = OpenClLibrary.BuildProgram(program, 1, &device, Options(accelerator.Device), 0, 0);
        return program;
    }

    /// <summary>Divisions and square roots are rounded as in .NET where the device can.</summary>
    private static string Options(CLDevice device) =>
        device.CanRoundDivisionCorrectly ? "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt" : "-cl-std=CL1.2";

    private static void Dump(string folder, TranslatedKernel kernel)
    {
        Directory.CreateDirectory(folder);
        // Instances of one generic kernel share a name and differ in their source.
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(kernel.Source)))[..8];
        string path = Path.Combine(folder, $"{kernel.EntryPoint}-{hash}.cl");
        string unfinished = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(unfinished, kernel.Source);
        File.Move(unfinished, path, overwrite: true);
    }
}
