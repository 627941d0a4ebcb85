using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>y = x·Wᵀ + b.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? dtype)
            : base(nameof(Linear))
        {
            weight = new Parameter(empty([outputs, inputs], dtype, device));
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (!hasBias)
                return;
            double bound = 1 / Math.Sqrt(inputs);
            bias = new Parameter(empty([outputs], dtype, device));
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

        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}
