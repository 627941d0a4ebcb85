using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public interface ILearningRateController
            {
                double LearningRate { get; set; }

                /// <summary>What schedules start from.</summary>
                double InitialLearningRate { get; set; }
            }

            public interface IMomentum
            {
                double Momentum { get; set; }
            }

            /// <summary>Changes parameters by their gradients.</summary>
            public abstract class Optimizer : IDisposable
            {
                protected IList<ParamGroup> _parameter_groups = [];

                /// <param name="handle">A native optimizer in the real class; without meaning here.</param>
                protected Optimizer(IntPtr handle)
                {
                }

                public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

                public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

                public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

                public virtual void zero_grad()
                {
                    foreach (Parameter parameter in parameters())
                        parameter.grad = null;
                }

                /// <param name="closure">Computes the loss once more, before the step.</param>
                /// <returns>The closure's loss; null without one.</returns>
                public virtual Tensor? step(Func<Tensor>? closure = null) => throw new NotSupportedException($"{GetType().Name} has no step.");

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing)
                {
                }
            }
        }
    }
}

namespace TorchSharp.Modules
{
    public class OptimizerOptions
    {
        public double? LearningRate { get; set; }

        public double InitialLearningRate { get; set; }
    }

    public class ParamGroup : torch.optim.ILearningRateController
    {
        public IEnumerable<Parameter> Parameters { get; set; } = [];

        public OptimizerOptions Options { get; set; } = new();

        public double LearningRate
        {
            get => Options.LearningRate!.Value;
            set => Options.LearningRate = value;
        }

        public double InitialLearningRate
        {
            get => Options.InitialLearningRate;
            set => Options.InitialLearningRate = value;
        }
    }

    public class ParamGroup<TOptions> : ParamGroup
        where TOptions : OptimizerOptions
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
        {
            Parameters = parameters;
            if (options is not null)
                Options = options;
        }

        public new TOptions Options
        {
            get => (TOptions)base.Options;
            set => base.Options = value;
        }
    }

    /// <summary>What the optimizers share.</summary>
    public abstract class OptimizerHelper : torch.optim.Optimizer
    {
        public OptimizerHelper()
            : base(0)
        {
        }

        /// <summary>Runs a step on every group, without gradients.</summary>
        private protected static torch.Tensor? Step(IEnumerable<ParamGroup> groups, Func<torch.Tensor>? closure, Action<ParamGroup> body)
        {
            torch.Tensor? loss = null;
            if (closure is not null)
            {
                using (torch.enable_grad())
                    loss = closure();
            }
            using (torch.no_grad())
            {
                using DisposeScope scope = torch.NewDisposeScope();
                foreach (ParamGroup group in groups)
                    body(group);
            }
            return loss;
        }
    }
}
