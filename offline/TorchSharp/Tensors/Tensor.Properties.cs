using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public long ndim => Read(&NativeMethods.torch_tensor_dimensions);

        public long Dimensions => ndim;

        public long NumberOfElements => Read(&NativeMethods.torch_tensor_elements);

        public ScalarType dtype => (ScalarType)Read(&NativeMethods.torch_tensor_scalar_type);

        public long ElementSize => element_size();

        public Device device => new(device_type, device_index);

        public DeviceType device_type => (DeviceType)Read(&NativeMethods.torch_tensor_device_type);

        public int device_index => Read(&NativeMethods.torch_tensor_device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_leaf => Read(&NativeMethods.torch_tensor_is_leaf) != 0;

        public long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                fixed (long* first = sizes)
                    NativeMethods.torch_tensor_sizes(Handle, first);
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long dim() => ndim;

        public long numel() => NumberOfElements;

        public long[] size() => shape;

        public long size(int dim) => shape[WrapDimension(dim)];

        public long[] stride()
        {
            var strides = new long[ndim];
            fixed (long* first = strides)
                NativeError.Check(NativeMethods.torch_tensor_strides(Handle, first));
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => stride()[WrapDimension(dim)];

        public long storage_offset() => Read(&NativeMethods.torch_tensor_storage_offset);

        public long element_size() => dtype switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            _ => 8,
        };

        public bool is_contiguous() => Read(&NativeMethods.torch_tensor_is_contiguous) != 0;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_nonzero() => Aten.CallBoolean("is_nonzero", this);

        /// <summary>Asks the native tensor, which a finalizer must not free meanwhile.</summary>
        private T Read<T>(delegate*<nint, T> ask)
        {
            T answer = ask(Handle);
            GC.KeepAlive(this);
            return answer;
        }

        private int WrapDimension(int dim)
        {
            long dimensions = ndim;
            int wrapped = dim < 0 ? dim + (int)dimensions : dim;
            if (wrapped < 0 || wrapped >= dimensions)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {dimensions} dimensions.");
            return wrapped;
        }
    }
}
