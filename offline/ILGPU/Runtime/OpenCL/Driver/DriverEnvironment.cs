using System.Runtime.InteropServices;

namespace ILGPU.Runtime.OpenCL.Driver;

/// <summary>What drivers are told before they are loaded.</summary>
internal static partial class DriverEnvironment
{
    private const int KeepWhatIsSet = 0;

    /// <summary>
    /// Tells PoCL to leave the signal of a division by zero alone: with its own handler in place no division of the process throws
    /// <see cref="DivideByZeroException"/> any more.
    /// </summary>
    public static void Prepare()
    {
        // Environment.SetEnvironmentVariable changes .NET's copy, which native code does not see.
        if (!OperatingSystem.IsWindows())
            _ = SetVariable("POCL_SIGFPE_HANDLER", "0", KeepWhatIsSet);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
