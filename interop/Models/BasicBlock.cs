using static TorchSharp.torch;

namespace NormGpu.Torch.Models;

/// <summary>
/// The residual block of two 3×3 convolutions: relu(norm(conv(relu(norm(conv(x))))) + shortcut(x)). Source: He et al. 2015, "Deep residual learning for
/// image recognition"; where the shape changes the shortcut is a 1×1 convolution and a norm.
/// </summary>
internal sealed class BasicBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly nn.Module<Tensor, Tensor> norm1;
    private readonly nn.Module<Tensor, Tensor> conv2;
    private readonly nn.Module<Tensor, Tensor> norm2;
    private readonly nn.Module<Tensor, Tensor>? shortcut;

    public BasicBlock(long inputs, long outputs, long stride, NormOptions norm)
        : base(nameof(BasicBlock))
    {
        conv1 = ModelParts.Conv(inputs, outputs, 3, stride, 1);
        norm1 = ModelParts.Norm2d(outputs, norm, Activation.Relu);
        conv2 = ModelParts.Conv(outputs, outputs, 3, 1, 1);
        norm2 = ModelParts.Norm2d(outputs, norm);
        if (stride != 1 || inputs != outputs)
            shortcut = ModelParts.Row(("conv", ModelParts.Conv(inputs, outputs, 1, stride)), ("norm", ModelParts.Norm2d(outputs, norm)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (inward, past) = HalfFunctions.Branch(input);
        var residual = norm2.call(conv2.call(norm1.call(conv1.call(inward))));
        return HalfFunctions.AddRelu(residual, shortcut is null ? past : shortcut.call(past)).MoveToOuterDisposeScope();
    }
}
