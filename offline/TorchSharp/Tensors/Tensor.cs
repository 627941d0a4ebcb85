using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor: the owner of one handle to a tensor of libtorch.</summary>
    public partial class Tensor : IDisposable
    {
        private static long _count;
        private static long _peak;
        private nint _handle;

        /// <param name="handle">A handle that this object owns from now on; 0 makes an invalid tensor.</param>
        internal Tensor(nint handle)
            : this(handle, register: true)
        {
        }

        private protected Tensor(nint handle, bool register)
        {
            _handle = handle;
            if (handle == 0)
            {
                GC.SuppressFinalize(this);
                return;
            }
            long count = Interlocked.Increment(ref _count);
            if (count > Volatile.Read(ref _peak))
                Volatile.Write(ref _peak, count);
            if (register)
                DisposeScopeManager.OfThread.Register(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => Volatile.Read(ref _count);

        /// <summary>The most tensors that were alive at once.</summary>
        public static long PeakCount => Volatile.Read(ref _peak);

        /// <exception cref="InvalidOperationException">The tensor was disposed.</exception>
        public IntPtr Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Takes over a handle.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>Gives the handle away: its ownership goes to the caller, this object becomes invalid.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref _count);
            return Interlocked.Exchange(ref _handle, 0);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public void Dispose()
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
                return;
            Interlocked.Decrement(ref _count);
            NativeMethods.torch_tensor_release(handle);
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>The same shape and the same values.</summary>
        public bool Equals(Tensor target) => ReferenceEquals(this, target) || (!IsInvalid && !target.IsInvalid && Aten.CallBoolean("equal", this, target));

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
