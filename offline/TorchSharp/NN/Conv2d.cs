using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    public sealed class Conv2d : Convolution
    {
        internal Conv2d(ConvolutionShape shape, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv2d), shape, hasBias, device, dtype)
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
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(Convolution(2, in_channels, out_channels, kernel_size, stride, padding, dilation, padding_mode, groups), bias, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(
                    Convolution(2, in_channels, out_channels, kernel_size, stride, 0, dilation, padding_mode, groups) with { Same = padding == Padding.Same },
                    bias, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                var shape = new ConvolutionShape(in_channels, out_channels, [kernel_size.Item1, kernel_size.Item2])
                {
                    Stride = functional.Two(stride) ?? [1, 1],
                    Padding = functional.Two(padding) ?? [0, 0],
                    Dilation = functional.Two(dilation) ?? [1, 1],
                    Mode = padding_mode,
                    Groups = groups,
                };
                return new Conv2d(shape, bias, device, dtype);
            }
        }
    }
}
