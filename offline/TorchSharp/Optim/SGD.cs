using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent with momentum (PyTorch's form: the learning rate is outside of the velocity).</summary>
    public class SGD : OptimizerHelper, optim.IMomentum
    {
        private readonly Options _defaults;
        private readonly Dictionary<Parameter, Tensor> _velocity = new(ReferenceEqualityComparer.Instance);

        public SGD(
            IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        public SGD(
            IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        {
            _defaults = ParamGroup.Checked(lr, momentum, dampening, weight_decay, nesterov, maximize);
            foreach (ParamGroup group in parameters)
                add_param_group(group);
        }

        public double Momentum
        {
            get => _defaults.momentum!.Value;
            set
            {
                foreach (ParamGroup group in _parameter_groups.Cast<ParamGroup>())
                    group.Momentum = value;
            }
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var options = (Options)param_group.Options;
            options.FillFrom(_defaults);
            // An enumeration that runs a query anew would miss parameters that a conversion replaced.
            param_group.Parameters = [.. param_group.Parameters];
            base.add_param_group(param_group);
        }

        public override Tensor? step(Func<Tensor>? closure = null) => Step(_parameter_groups, closure, group => Update(group.Parameters, (Options)group.Options));

        protected override void Dispose(bool disposing)
        {
            foreach (Tensor velocity in _velocity.Values)
                velocity.Dispose();
            _velocity.Clear();
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
                if (options.momentum!.Value != 0)
                    gradient = Accelerate(parameter, gradient, options);
                parameter.add_(gradient, alpha: -options.LearningRate!.Value);
            }
        }

        private Tensor Accelerate(Parameter parameter, Tensor gradient, Options options)
        {
            double momentum = options.momentum!.Value;
            if (_velocity.TryGetValue(parameter, out Tensor? velocity))
            {
                velocity.mul_((Scalar)momentum).add_(gradient, alpha: 1 - options.dampening!.Value);
            }
            else
            {
                velocity = gradient.detach().clone().DetachFromDisposeScope();
                _velocity.Add(parameter, velocity);
            }
            return options.nesterov!.Value ? gradient.add(velocity, alpha: momentum) : velocity;
        }

        public class Options : OptimizerOptions
        {
            public double? momentum;
            public double? dampening;
            public double? weight_decay;
            public bool? nesterov;
            public bool? maximize;

            internal void FillFrom(Options defaults)
            {
                LearningRate ??= defaults.LearningRate;
                InitialLearningRate = LearningRate!.Value;
                momentum ??= defaults.momentum;
                dampening ??= defaults.dampening;
                weight_decay ??= defaults.weight_decay;
                nesterov ??= defaults.nesterov;
                maximize ??= defaults.maximize;
            }
        }

        public class ParamGroup : ParamGroup<Options>, optim.IMomentum
        {
            public ParamGroup() => Options = new Options();

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                : base(parameters, Checked(lr, momentum, dampening, weight_decay, nesterov, maximize))
            {
            }

            public double Momentum
            {
                get => Options.momentum!.Value;
                set => Options.momentum = value;
            }

            internal static Options Checked(double lr, double momentum, double dampening, double weight_decay, bool nesterov, bool maximize)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(lr);
                ArgumentOutOfRangeException.ThrowIfNegative(momentum);
                ArgumentOutOfRangeException.ThrowIfNegative(weight_decay);
                if (nesterov && (momentum == 0 || dampening != 0))
                    throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening", nameof(nesterov));
                return new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    momentum = momentum,
                    dampening = dampening,
                    weight_decay = weight_decay,
                    nesterov = nesterov,
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
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(
                IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
