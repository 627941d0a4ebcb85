using System.Runtime.CompilerServices;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The raw bytes of a contiguous tensor in host memory.</summary>
        /// <exception cref="InvalidOperationException">The tensor is elsewhere or not contiguous, or a value of another length is set.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                RequireHost();
                if (!is_contiguous())
                    throw new InvalidOperationException("The bytes of a tensor that is not contiguous are not in order: call contiguous() first.");
                return new Span<byte>((void*)NativeMethods.THSTensor_data(Handle), checked((int)(NumberOfElements * ElementSize)));
            }

            set
            {
                Span<byte> content = bytes;
                if (value.Length != content.Length)
                    throw new ArgumentException($"The tensor has {content.Length} bytes, the span {value.Length}.", nameof(value));
                value.CopyTo(content);
            }
        }

        /// <summary>The elements in row-major order, whatever the strides.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            RequireHost();
            ScalarType wanted = ScalarTypeOf(typeof(T));
            if (wanted != dtype)
                throw new ArgumentException($"The tensor holds {dtype}, not {typeof(T).Name}.", nameof(T));
            return new TensorAccessor<T>(this);
        }

        /// <summary>The only element.</summary>
        /// <exception cref="ArgumentException">There is not exactly one element, or it is of another type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"Number of elements in the tensor must be 1, not {NumberOfElements}.", nameof(T));
            if (ScalarTypeOf(typeof(T)) != dtype)
                throw new ArgumentException($"The tensor holds {dtype}, not {typeof(T).Name}.", nameof(T));
            using Tensor? copy = is_cpu() ? null : cpu();
            T value = (copy ?? this).ElementAt<T>(0);
            GC.KeepAlive(this);
            return value;
        }

        public Scalar ToScalar()
        {
            if (torch.is_integral(dtype))
            {
                using Tensor integer = to_type(ScalarType.Int64);
                return Scalar.FromInteger(dtype, integer.item<long>());
            }
            using Tensor real = to_type(ScalarType.Float64);
            return Scalar.FromReal(dtype, real.item<double>());
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Aten.CallInPlace("copy_", this, source, nonBlocking);

        public Tensor fill_(Scalar value) => Aten.CallInPlace("fill_.Scalar", this, value);

        public Tensor zero_() => Aten.CallInPlace("zero_", this);

        public Tensor set_(Tensor source) => Aten.CallInPlace("set_.source_Tensor", this, source);

        internal unsafe ref T ElementAt<T>(long offset)
            where T : unmanaged => ref Unsafe.AsRef<T>((T*)NativeMethods.THSTensor_data(Handle) + offset);

        private void RequireHost()
        {
            if (!is_cpu())
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }
    }
}
