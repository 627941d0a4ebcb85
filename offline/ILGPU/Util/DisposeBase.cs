namespace ILGPU.Util;

/// <summary>An object whose <see cref="Dispose(bool)"/> runs exactly once, from a call or from the finalizer.</summary>
public abstract class DisposeBase : IDisposable
{
    private int disposeStarted;

#pragma warning disable MA0055 // Buffers hold native memory, and ILGPU's contract is that a forgotten one is released by the collector.
    ~DisposeBase() => DisposeOnce(disposing: false);
#pragma warning restore MA0055

    public bool IsDisposed { get; private set; }

    protected void VerifyNotDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);

    protected virtual void Dispose(bool disposing)
    {
    }

    public void Dispose()
    {
        DisposeOnce(disposing: true);
        GC.SuppressFinalize(this);
    }

    private void DisposeOnce(bool disposing)
    {
        if (Interlocked.Exchange(ref disposeStarted, 1) != 0)
            return;
        Dispose(disposing);
        IsDisposed = true;
    }
}
