using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Adam (Kingma and Ba 2015), with weight decay added to the gradient.</summary>
    public class Adam : OptimizerHelper, optim.IBetas
    {
        private readonly Options _defaults;
        private readonly Dictionary<Parameter, State> _states = new(ReferenceEqualityComparer.Instance);

        public Adam(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        public Adam(
            IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            _defaults = ParamGroup.Checked(lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
            foreach (ParamGroup group in parameters)
                add_param_group(group);
        }

        public (double, double) Betas
        {
            get => (_defaults.beta1!.Value, _defaults.beta2!.Value);
            set
            {
                foreach (ParamGroup group in _parameter_groups.Cast<ParamGroup>())
                    group.Betas = value;
            }
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            ((Options)param_group.Options).FillFrom(_defaults);
            param_group.Parameters = [.. param_group.Parameters];
            base.add_param_group(param_group);
        }

        public override Tensor? step(Func<Tensor>? closure = null) => Step(_parameter_groups, closure, group => Update(group.Parameters, (Options)group.Options));

        protected override void Dispose(bool disposing)
        {
            foreach (State state in _states.Values)
                state.Dispose();
            _states.Clear();
            base.Dispose(disposing);
        }

        private void Update(IEnumerable<Parameter> parameters, Options options)
        {
            foreach (Parameter parameter in parameters)
            {
                Tensor? gradient = parameter.grad;
                if (gradient is null)
                    continue;
                if (options.maximize!.Value)
                    gradient = -gradient;
                if (options.weight_decay!.Value != 0)
                    gradient = gradient.add(parameter, alpha: options.weight_decay.Value);
                if (!_states.TryGetValue(parameter, out State? state))
                {
                    state = new State(parameter, options.amsgrad!.Value);
                    _states.Add(parameter, state);
                }
                state.Apply(parameter, gradient, options);
            }
        }

        /// <summary>The moments of one parameter.</summary>
        private sealed class State(Tensor parameter, bool amsgrad) : IDisposable
        {
            private readonly Tensor _mean = zeros_like(parameter).DetachFromDisposeScope();
            private readonly Tensor _square = zeros_like(parameter).DetachFromDisposeScope();
            private readonly Tensor? _largestSquare = amsgrad ? zeros_like(parameter).DetachFromDisposeScope() : null;
            private long _steps;

            internal void Apply(Tensor parameter, Tensor gradient, Options options)
            {
                (double beta1, double beta2) = (options.beta1!.Value, options.beta2!.Value);
                _steps++;
                _mean.mul_(beta1).add_(gradient, alpha: 1 - beta1);
                _square.mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);
                if (_largestSquare is not null)
                    _largestSquare.copy_(_largestSquare.maximum(_square));
                double meanBias = 1 - Math.Pow(beta1, _steps);
                double squareBias = 1 - Math.Pow(beta2, _steps);
                Tensor deviation = (_largestSquare ?? _square).sqrt().div_(Math.Sqrt(squareBias)).add_(options.eps!.Value);
                parameter.addcdiv_(_mean, deviation, value: -options.LearningRate!.Value / meanBias);
            }

            public void Dispose()
            {
                _mean.Dispose();
                _square.Dispose();
                _largestSquare?.Dispose();
            }
        }

        public class Options : OptimizerOptions
        {
            public double? beta1;
            public double? beta2;
            public double? weight_decay;
            public double? eps;
            public bool? amsgrad;
            public bool? maximize;

            internal void FillFrom(Options defaults)
            {
                LearningRate ??= defaults.LearningRate;
                InitialLearningRate = LearningRate!.Value;
                beta1 ??= defaults.beta1;
                beta2 ??= defaults.beta2;
                weight_decay ??= defaults.weight_decay;
                eps ??= defaults.eps;
                amsgrad ??= defaults.amsgrad;
                maximize ??= defaults.maximize;
            }
        }

        public class ParamGroup : ParamGroup<Options>, optim.IBetas
        {
            public ParamGroup() => Options = new Options();

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : base(parameters, Checked(lr, beta1, beta2, eps, weight_decay, amsgrad, maximize))
            {
            }

            public (double, double) Betas
            {
                get => (Options.beta1!.Value, Options.beta2!.Value);
                set => (Options.beta1, Options.beta2) = value;
            }

            internal static Options Checked(double lr, double beta1, double beta2, double eps, double weight_decay, bool amsgrad, bool maximize)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(lr);
                ArgumentOutOfRangeException.ThrowIfNegative(eps);
                ArgumentOutOfRangeException.ThrowIfNegative(weight_decay);
                if (beta1 is < 0 or >= 1 || beta2 is < 0 or >= 1)
                    throw new ArgumentOutOfRangeException(nameof(beta1), (beta1, beta2), "Both betas must be at least 0 and less than 1.");
                return new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                };
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public interface IBetas
            {
                (double, double) Betas { get; set; }
            }

            public static Adam Adam(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(
                IEnumerable<Adam.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
