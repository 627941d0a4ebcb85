using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long ndim => NativeMethods.torch_tensor_dimensions(Handle);

        public long Dimensions => ndim;

        public long NumberOfElements => NativeMethods.torch_tensor_elements(Handle);

        public ScalarType dtype => (ScalarType)NativeMethods.torch_tensor_scalar_type(Handle);

        public long ElementSize => element_size();

        public Device device => new(device_type, device_index);

        public DeviceType device_type => (DeviceType)NativeMethods.torch_tensor_device_type(Handle);

        public int device_index => NativeMethods.torch_tensor_device_index(Handle);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_leaf => NativeMethods.torch_tensor_is_leaf(Handle) != 0;

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                fixed (long* first = sizes)
                    NativeMethods.torch_tensor_sizes(Handle, first);
                return sizes;
            }
        }

        public long dim() => ndim;

        public long numel() => NumberOfElements;

        public long[] size() => shape;

        public long size(int dim) => shape[WrapDimension(dim)];

        public unsafe long[] stride()
        {
            var strides = new long[ndim];
            fixed (long* first = strides)
                NativeError.Check(NativeMethods.torch_tensor_strides(Handle, first));
            return strides;
        }

        public long stride(int dim) => stride()[WrapDimension(dim)];

        public long storage_offset() => NativeMethods.torch_tensor_storage_offset(Handle);

        public long element_size() => dtype switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            _ => 8,
        };

        public bool is_contiguous() => NativeMethods.torch_tensor_is_contiguous(Handle) != 0;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_nonzero() => Aten.CallBoolean("is_nonzero", this);

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
