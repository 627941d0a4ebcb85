namespace NormGpu.Torch.Modules;

/// <summary>Where a convolution's windows lie; arrays have one number a spatial dimension.</summary>
/// <param name="Stride">Step between windows.</param>
/// <param name="Padding">Zeros on both sides.</param>
/// <param name="Dilation">Step between the elements of a window.</param>
/// <param name="Groups">Parts that the channels are cut in.</param>
internal sealed record ConvolutionGeometry(long[] Stride, long[] Padding, long[] Dilation, long Groups);
