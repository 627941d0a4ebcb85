using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static bool is_grad_enabled() => NativeMethods.torch_grad_mode() != 0;

    /// <summary>No gradients are recorded on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    private sealed class GradMode : IDisposable
    {
        private readonly sbyte _before = NativeMethods.torch_grad_mode();
        private bool _disposed;

        internal GradMode(bool enabled) => NativeMethods.torch_set_grad_mode(enabled ? (sbyte)1 : (sbyte)0);

        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            NativeMethods.torch_set_grad_mode(_before);
        }
    }
}
