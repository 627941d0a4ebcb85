using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _kernel;
        private readonly long[]? _stride;
        private readonly long[]? _padding;
        private readonly long[]? _dilation;
        private readonly bool _ceil;

        internal MaxPool2d(long[] kernel, long[]? stride, long[]? padding, long[]? dilation, bool ceil)
            : base(nameof(MaxPool2d))
        {
            _kernel = kernel;
            _stride = stride;
            _padding = padding;
            _dilation = dilation;
            _ceil = ceil;
        }

        public override Tensor forward(Tensor input) => nn.functional.max_pool2d(input, _kernel, _stride, _padding, _dilation, _ceil);

        public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) =>
            nn.functional.max_pool2d_with_indices(input, _kernel, _stride, _padding, _dilation, _ceil);
    }

    public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _kernel;
        private readonly long[]? _stride;
        private readonly long[]? _padding;
        private readonly bool _ceil;
        private readonly bool _countPadding;
        private readonly long? _divisor;

        internal AvgPool2d(long[] kernel, long[]? stride, long[]? padding, bool ceil, bool countPadding, long? divisor)
            : base(nameof(AvgPool2d))
        {
            _kernel = kernel;
            _stride = stride;
            _padding = padding;
            _ceil = ceil;
            _countPadding = countPadding;
            _divisor = divisor;
        }

        public override Tensor forward(Tensor input) => nn.functional.AvgPool2d(input, _kernel, _stride, _padding, _ceil, _countPadding, _divisor);
    }

    public sealed class AdaptiveAvgPool2d : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _size;

        internal AdaptiveAvgPool2d(long[] size)
            : base(nameof(AdaptiveAvgPool2d)) => _size = size;

        public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, _size);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                new([kernel_size], functional.One(stride), functional.One(padding), functional.One(dilation), ceil_mode);

            public static MaxPool2d MaxPool2d(
                (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                new([kernel_size.Item1, kernel_size.Item2], functional.Two(stride), functional.Two(padding), functional.Two(dilation), ceil_mode);

            public static MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                new(kernel_size, stride, padding, dilation, ceil_mode);

            public static AvgPool2d AvgPool2d(
                long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new([kernel_size], functional.One(stride), functional.One(padding), ceil_mode, count_include_pad, divisor_override);

            public static AvgPool2d AvgPool2d(
                long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new([output_size, output_size]);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new([output_size.Item1, output_size.Item2]);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);
        }
    }
}
