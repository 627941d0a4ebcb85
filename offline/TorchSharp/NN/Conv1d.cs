using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    public sealed class Conv1d : Convolution
    {
        internal Conv1d(ConvolutionShape shape, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv1d), shape, hasBias, device, dtype)
        {
        }

        public override torch.Tensor forward(torch.Tensor input) => Convolve(input);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv1d Conv1d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(Convolution(1, in_channels, out_channels, kernel_size, stride, padding, dilation, padding_mode, groups), bias, device, dtype);

            /// <summary>The shape of a convolution that is the same in every spatial dimension.</summary>
            private static ConvolutionShape Convolution(int dimensions, long inputs, long outputs, long kernel, long stride, long padding, long dilation, PaddingModes mode, long groups) =>
                new(inputs, outputs, ConvolutionShape.Repeat(kernel, dimensions))
                {
                    Stride = ConvolutionShape.Repeat(stride, dimensions),
                    Padding = ConvolutionShape.Repeat(padding, dimensions),
                    Dilation = ConvolutionShape.Repeat(dilation, dimensions),
                    Mode = mode,
                    Groups = groups,
                };
        }
    }
}
