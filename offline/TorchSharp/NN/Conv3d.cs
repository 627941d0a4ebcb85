using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    public sealed class Conv3d : Convolution
    {
        internal Conv3d(ConvolutionShape shape, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv3d), shape, hasBias, device, dtype)
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
            public static Conv3d Conv3d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(Convolution(3, in_channels, out_channels, kernel_size, stride, padding, dilation, padding_mode, groups), bias, device, dtype);
        }
    }
}
