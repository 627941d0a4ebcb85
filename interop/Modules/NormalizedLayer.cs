using NormGpu.Host;
using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Modules;

/// <summary>What layers with a normalized weight share: a convolution or linear layer that computes with gain·v/norm(v), row by row of dimension 0.</summary>
/// <remarks>
/// Source: "Norm matters", section 4. v may be half; norms and gains stay FP32 whatever <c>.to(float16)</c> asks for. A layer that is trained or
/// used with gradients computes its weight anew at each call; <see cref="Bake"/> fixes it.
/// </remarks>
public abstract class NormalizedLayer : nn.Module<Tensor, Tensor>
{
    private protected const string Direction = "weight_v";
    private const string Bias = "bias";
    private readonly ConvolutionGeometry? _convolution;

    private protected NormalizedLayer(string name, Norm norm, nn.Module<Tensor, Tensor> source)
        : base(name)
    {
        if (norm is not (Norm.L1 or Norm.L2 or Norm.LInf))
            throw new ArgumentException($"Weight norm takes L1, L2 or LInf, not {norm}.");
        this.norm = norm;
        (_convolution, var weight, var given) = PartsOf(source);
        ConditionallyRegisterParameter(Direction, weight);
        if (given is not null)
            ConditionallyRegisterParameter(Bias, given);
    }

    /// <summary>The norm of each row that the weight is divided by.</summary>
    public Norm norm { get; }

    /// <summary>The weight's direction: (outputs, inputs) of a linear layer, (outputs, inputs/groups, kernel…) of a convolution; float16 or float32.</summary>
    public Parameter weight_v => get_parameter(Direction)!;

    /// <summary>(outputs), or null.</summary>
    public Parameter? bias => get_parameter(Bias);

    /// <summary>The layer's output, of the plain layer with <see cref="Weight"/>.</summary>
    public override Tensor forward(Tensor input)
    {
        BackwardErrors.ThrowIfAny();
        using var weight = Weight();
        return _convolution is { } windows
            ? HalfFunctions.Convolution(input, weight, bias, windows.Stride, windows.Padding, windows.Dilation, windows.Groups)
            : HalfFunctions.Linear(input, weight, bias);
    }

    /// <summary>The weight that the layer computes with, of the shape and type of <see cref="weight_v"/>, in the graph.</summary>
    public abstract Tensor Weight();

    /// <summary>A plain layer with the weight as it is now, for inference or export. The bias stays the same object.</summary>
    public nn.Module<Tensor, Tensor> Bake()
    {
        using var unrecorded = no_grad();
        var weight = Learned(Weight());
        nn.Module<Tensor, Tensor> plain = _convolution is { } windows ? new Convolution(nameof(Convolution), windows, weight, bias) : new Linear(weight, bias);
        plain.train(training);
        return plain;
    }

    /// <summary>Whether a layer's weight can be normalized: convolutions (not transposed ones) and linear layers, TorchSharp's and ours.</summary>
    internal static bool Accepts(nn.Module module)
        => module is Convolution or Linear or TorchSharp.Modules.Conv1d or TorchSharp.Modules.Conv2d or TorchSharp.Modules.Conv3d or TorchSharp.Modules.Linear;

    /// <inheritdoc/>
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
    {
        Change(device, dtype);
        return this;
    }

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        Change(new Device(deviceType, deviceIndex), weight_v.dtype);
        return this;
    }

    /// <inheritdoc/>
    protected override nn.Module _to(ScalarType dtype, bool non_blocking)
    {
        Change(weight_v.device, dtype);
        return this;
    }

    /// <summary>Moves what stays FP32.</summary>
    private protected abstract void Move(Device device);

    private protected static Parameter Learned(Tensor data) => (Parameter)new Parameter(data).DetachFromDisposeScope();

    /// <summary>The shape of one value a row that multiplies with the weight: (outputs, 1, …), as PyTorch's weight_g has it.</summary>
    private protected long[] PerRow => [weight_v.shape[0], .. Enumerable.Repeat(1L, weight_v.shape.Length - 1)];

    /// <summary>The norm of each row, (outputs) FP32.</summary>
    private protected unsafe Tensor RowNorms()
    {
        using var dense = ChannelTensor.Values(weight_v);
        var norms = empty([dense.shape[0]], ScalarType.Float32);
        Host.WeightNorm.RowNorms(norm, WeightShape.FromDimensions(dense.shape), ChannelTensor.TypeOf(dense), TensorMemory.Address(dense), TensorMemory.Floats(norms), get_num_threads());
        GC.KeepAlive(dense);
        return NearTensors.ToDeviceOf(weight_v, norms);
    }

    private void Change(Device device, ScalarType type)
    {
        if (type is not (ScalarType.Float16 or ScalarType.Float32))
            throw new ArgumentException($"{GetName()} works in float16 and float32, not {type}.");
        using var unrecorded = no_grad();
        foreach (var key in new[] { Direction, Bias })
        {
            if (get_parameter(key) is { } parameter)
                ConditionallyRegisterParameter(key, Learned(parameter.detach().to(type, device).clone()));
        }

        Move(device);
    }

    private static (ConvolutionGeometry? Windows, Parameter Weight, Parameter? Bias) PartsOf(nn.Module<Tensor, Tensor> source)
    {
        var own = source switch
        {
            TorchSharp.Modules.Convolution convolution when Accepts(source) => Convolution.From(convolution),
            TorchSharp.Modules.Linear linear => new Linear(linear),
            _ => source,
        };
        var parts = own switch
        {
            Convolution convolution => (convolution.Geometry, convolution.weight, convolution.bias),
            Linear linear => (null, linear.weight, linear.bias),
            _ => throw new ArgumentException($"{source.GetName()} is neither a linear layer nor a convolution of 1 to 3 dimensions; only their weights can be normalized."),
        };
        if (parts.weight.dtype is not (ScalarType.Float16 or ScalarType.Float32))
            throw new ArgumentException($"The weight of {source.GetName()} is {parts.weight.dtype}; weight norm takes float16 or float32.");
        return parts;
    }
}
