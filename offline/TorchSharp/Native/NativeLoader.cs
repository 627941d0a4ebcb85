using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Finds the native library at its first use, and says what to install where it is missing.</summary>
internal static class NativeLoader
{
    private static readonly Lock Gate = new();
    private static nint _library;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "The resolver must stand before the first native call, wherever that is.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);

    private static unsafe nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        lock (Gate)
        {
            if (_library != 0)
                return _library;
            if (!NativeLibrary.TryLoad(name, assembly, searchPath, out nint library))
                throw new NotSupportedException("libtorch is not here: install Debian's libtorch-dev and cmake, then build again.");
            // By address, since a call through the imports would come back to this resolver.
            var setRelease = (delegate* unmanaged<delegate* unmanaged<nint, void>, void>)NativeLibrary.GetExport(library, "torch_set_release_callback");
            setRelease(&Release);
            _library = library;
            return library;
        }
    }

    /// <summary>The native side lets go of a managed object.</summary>
    [UnmanagedCallersOnly]
    private static void Release(nint handle) => GCHandle.FromIntPtr(handle).Free();
}
