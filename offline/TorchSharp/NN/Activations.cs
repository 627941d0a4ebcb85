using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class ReLU : nn.Module<Tensor, Tensor>
    {
        private readonly bool _inplace;

        internal ReLU(bool inplace)
            : base(nameof(ReLU)) => _inplace = inplace;

        public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, _inplace);
    }

    public sealed class LeakyReLU : nn.Module<Tensor, Tensor>
    {
        private readonly double _slope;
        private readonly bool _inplace;

        internal LeakyReLU(double slope, bool inplace)
            : base(nameof(LeakyReLU))
        {
            _slope = slope;
            _inplace = inplace;
        }

        public override Tensor forward(Tensor tensor) => nn.functional.leaky_relu(tensor, _slope, _inplace);
    }

    public sealed class Sigmoid : nn.Module<Tensor, Tensor>
    {
        internal Sigmoid()
            : base(nameof(Sigmoid))
        {
        }

        public override Tensor forward(Tensor tensor) => tensor.sigmoid();
    }

    public sealed class Dropout : nn.Module<Tensor, Tensor>
    {
        private readonly double _probability;
        private readonly bool _inplace;

        internal Dropout(double probability, bool inplace)
            : base(nameof(Dropout))
        {
            _probability = probability;
            _inplace = inplace;
        }

        public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, _probability, training, _inplace);
    }

    public sealed class Identity : nn.Module<Tensor, Tensor>
    {
        internal Identity()
            : base(nameof(Identity))
        {
        }

        public override Tensor forward(Tensor tensor) => tensor.alias();
    }

    public sealed class Flatten : nn.Module<Tensor, Tensor>
    {
        private readonly long _first;
        private readonly long _last;

        internal Flatten(long first, long last)
            : base(nameof(Flatten))
        {
            _first = first;
            _last = last;
        }

        public override Tensor forward(Tensor input) => input.flatten(_first, _last);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ReLU ReLU(bool inplace = false) => new(inplace);

            public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

            public static Sigmoid Sigmoid() => new();

            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            public static Identity Identity() => new();

            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);
        }
    }
}
