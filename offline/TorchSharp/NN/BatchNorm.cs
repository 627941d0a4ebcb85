using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    public sealed class BatchNorm1d : nn.Module<Tensor, Tensor>
    {
        private readonly BatchNormState _state;

        internal BatchNorm1d(BatchNormOptions options)
            : base(nameof(BatchNorm1d)) => _state = new BatchNormState(this, options);

        public Parameter? bias
        {
            get => _state.Bias;
            set => _state.Bias = value;
        }

        public Parameter weight
        {
            get => _state.Weight!;
            set => _state.Weight = value;
        }

        public Tensor? running_mean
        {
            get => _state.RunningMean;
            set => _state.RunningMean = value;
        }

        public Tensor? running_var
        {
            get => _state.RunningVariance;
            set => _state.RunningVariance = value;
        }

        public Tensor? num_batches_tracked => _state.Batches;

        public double eps => _state.Eps;

        public double? momentum => _state.Momentum;

        public void reset_running_stats() => _state.Reset();

        public override Tensor forward(Tensor input) => _state.Forward(input, 2, 3);
    }

    public sealed class BatchNorm2d : nn.Module<Tensor, Tensor>
    {
        private readonly BatchNormState _state;

        internal BatchNorm2d(BatchNormOptions options)
            : base(nameof(BatchNorm2d)) => _state = new BatchNormState(this, options);

        public Parameter? bias
        {
            get => _state.Bias;
            set => _state.Bias = value;
        }

        public Parameter weight
        {
            get => _state.Weight!;
            set => _state.Weight = value;
        }

        public Tensor? running_mean
        {
            get => _state.RunningMean;
            set => _state.RunningMean = value;
        }

        public Tensor? running_var
        {
            get => _state.RunningVariance;
            set => _state.RunningVariance = value;
        }

        public Tensor? num_batches_tracked => _state.Batches;

        public double eps => _state.Eps;

        public double? momentum => _state.Momentum;

        public void reset_running_stats() => _state.Reset();

        public override Tensor forward(Tensor input) => _state.Forward(input, 4, 4);
    }

    public sealed class BatchNorm3d : nn.Module<Tensor, Tensor>
    {
        private readonly BatchNormState _state;

        internal BatchNorm3d(BatchNormOptions options)
            : base(nameof(BatchNorm3d)) => _state = new BatchNormState(this, options);

        public Parameter? bias
        {
            get => _state.Bias;
            set => _state.Bias = value;
        }

        public Parameter weight
        {
            get => _state.Weight!;
            set => _state.Weight = value;
        }

        public Tensor? running_mean
        {
            get => _state.RunningMean;
            set => _state.RunningMean = value;
        }

        public Tensor? running_var
        {
            get => _state.RunningVariance;
            set => _state.RunningVariance = value;
        }

        public Tensor? num_batches_tracked => _state.Batches;

        public double eps => _state.Eps;

        public double? momentum => _state.Momentum;

        public void reset_running_stats() => _state.Reset();

        public override Tensor forward(Tensor input) => _state.Forward(input, 5, 5);
    }

    internal sealed record BatchNormOptions(long Features, double Eps, double Momentum, bool Affine, bool Track, Device? Device, ScalarType? Type);

    /// <summary>Parameters and statistics of a batch norm, in the tables of the module that has it.</summary>
    internal sealed class BatchNormState
    {
        private readonly nn.Module _module;
        private readonly BatchNormOptions _options;

        internal BatchNormState(nn.Module module, BatchNormOptions options)
        {
            _module = module;
            _options = options;
            if (options.Affine)
            {
                Weight = new Parameter(ones(options.Features, options.Type, options.Device));
                Bias = new Parameter(zeros(options.Features, options.Type, options.Device));
            }
            if (options.Track)
            {
                RunningMean = zeros(options.Features, options.Type, options.Device);
                RunningVariance = ones(options.Features, options.Type, options.Device);
                module.SetBuffer("num_batches_tracked", tensor(0L, device: options.Device));
            }
        }

        internal Parameter? Weight
        {
            get => _module.ParameterOrNull("weight");
            set => _module.SetParameter("weight", value);
        }

        internal Parameter? Bias
        {
            get => _module.ParameterOrNull("bias");
            set => _module.SetParameter("bias", value);
        }

        internal Tensor? RunningMean
        {
            get => _module.BufferOrNull("running_mean");
            set => _module.SetBuffer("running_mean", value);
        }

        internal Tensor? RunningVariance
        {
            get => _module.BufferOrNull("running_var");
            set => _module.SetBuffer("running_var", value);
        }

        internal double Eps => _options.Eps;

        internal double Momentum => _options.Momentum;

        internal Tensor? Batches => _module.BufferOrNull("num_batches_tracked");

        internal void Reset()
        {
            RunningMean?.zero_();
            RunningVariance?.fill_(1);
            Batches?.zero_();
        }

        internal Tensor Forward(Tensor input, long fewest, long most)
        {
            if (input.ndim < fewest || input.ndim > most)
                throw new ArgumentException($"{_module.GetName()} expects {(fewest == most ? $"{fewest}D" : $"{fewest}D or {most}D")} input, but got {input.ndim}D.", nameof(input));
            if (_module.training)
                Batches?.add_((Scalar)1);
            return nn.functional.batch_norm(
                input, RunningMean, RunningVariance, Weight, Bias, _module.training || !_options.Track, _options.Momentum, _options.Eps);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm1d BatchNorm1d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(new BatchNormOptions(num_features, eps, momentum, affine, track_running_stats, device, dtype));

            public static BatchNorm2d BatchNorm2d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(new BatchNormOptions(num_features, eps, momentum, affine, track_running_stats, device, dtype));

            public static BatchNorm3d BatchNorm3d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(new BatchNormOptions(num_features, eps, momentum, affine, track_running_stats, device, dtype));
        }
    }
}
