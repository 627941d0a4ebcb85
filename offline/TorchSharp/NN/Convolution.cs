using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp
{
    public enum Padding
    {
        Valid = 0,
        Same = 1,
    }
}

namespace TorchSharp.Modules
{
    /// <summary>What the convolutions of 1, 2 and 3 dimensions share.</summary>
    public abstract class Convolution : nn.Module<Tensor, Tensor>
    {
        private readonly ConvolutionShape _shape;

        private protected Convolution(string name, ConvolutionShape shape, bool hasBias, Device? device, ScalarType? dtype)
            : base(name)
        {
            _shape = shape;
            long[] size = shape.Transposed
                ? [shape.Inputs, shape.Outputs / shape.Groups, .. shape.Kernel]
                : [shape.Outputs, shape.Inputs / shape.Groups, .. shape.Kernel];
            weight = new Parameter(empty(size, dtype, device));
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (!hasBias)
                return;
            double bound = 1 / Math.Sqrt(size[1] * shape.Kernel.Aggregate(1L, (product, side) => product * side));
            bias = new Parameter(empty([shape.Outputs], dtype, device));
            nn.init.uniform_(bias, -bound, bound);
        }

        public Parameter? bias
        {
            get => ParameterOrNull("bias");
            set => SetParameter("bias", value);
        }

        public Parameter weight
        {
            get => ParameterOrNull("weight")!;
            set => SetParameter("weight", value);
        }

        public long in_channels => _shape.Inputs;

        public long out_channels => _shape.Outputs;

        public long[] kernel_size => _shape.Kernel;

        public long[] stride => _shape.Stride;

        /// <summary>Null where the padding follows from the size of the output.</summary>
        public long[]? padding => _shape.Same ? null : _shape.Padding;

        public long[] dilation => _shape.Dilation;

        public long groups => _shape.Groups;

        public PaddingModes padding_mode => _shape.Mode;

        private protected Tensor Convolve(Tensor input)
        {
            if (_shape.PadFirst)
            {
                using Tensor padded = nn.functional.pad(input, _shape.PaddingOfEachSide(), _shape.Mode);
                return Run(padded, new long[_shape.Kernel.Length]);
            }
            return Run(input, _shape.Padding);
        }

        private Tensor Run(Tensor input, long[] padding) => Aten.Call(
            "convolution", input, weight, bias, _shape.Stride, padding, _shape.Dilation, _shape.Transposed, _shape.OutputPadding, _shape.Groups);
    }

    /// <summary>The numbers of a convolution. Arrays have one entry per spatial dimension.</summary>
    internal sealed record ConvolutionShape(long Inputs, long Outputs, long[] Kernel)
    {
        internal long[] Stride { get; init; } = Repeat(1, Kernel.Length);

        internal long[] Padding { get; init; } = new long[Kernel.Length];

        internal long[] Dilation { get; init; } = Repeat(1, Kernel.Length);

        internal long[] OutputPadding { get; init; } = new long[Kernel.Length];

        internal long Groups { get; init; } = 1;

        internal bool Transposed { get; init; }

        internal PaddingModes Mode { get; init; } = PaddingModes.Zeros;

        /// <summary>Output as large as the input: asks for a stride of 1.</summary>
        internal bool Same { get; init; }

        /// <summary>libtorch's convolutions pad with zeros, as much on both sides; all else is padded before.</summary>
        internal bool PadFirst => Same || Mode is not PaddingModes.Zeros;

        internal static long[] Repeat(long value, int count) => [.. Enumerable.Repeat(value, count)];

        /// <summary>Padding before and after, the last dimension first.</summary>
        internal long[] PaddingOfEachSide()
        {
            var sides = new List<long>();
            for (int d = Kernel.Length - 1; d >= 0; d--)
            {
                long total = Same ? Dilation[d] * (Kernel[d] - 1) : 2 * Padding[d];
                sides.Add(total / 2);
                sides.Add(total - (total / 2));
            }
            return [.. sides];
        }
    }
}
