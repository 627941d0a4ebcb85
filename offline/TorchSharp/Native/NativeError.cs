using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Turns the status of a native call into an exception: libtorch's own message, or the managed exception that crossed libtorch.</summary>
internal static class NativeError
{
    private const int TorchError = 1;
    private const int ManagedException = 2;

    internal static void Check(int status)
    {
        if (status != 0)
            Throw(status);
    }

    private static unsafe void Throw(int status)
    {
        if (status == ManagedException)
        {
            var exception = (Exception)GCHandle.FromIntPtr(NativeMethods.torch_last_managed_exception()).Target!;
            NativeMethods.torch_forget_managed_exception();
            ExceptionDispatchInfo.Throw(exception);
        }
        string? message = status == TorchError ? Marshal.PtrToStringUTF8((nint)NativeMethods.torch_last_error()) : null;
        throw new ExternalException(message ?? "libtorch failed without a message.");
    }
}
