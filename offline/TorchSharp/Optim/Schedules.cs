namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Learning rates over time. A step is an epoch or a batch, as the caller chooses; the constructor makes the step to 0.</summary>
        public static partial class lr_scheduler
        {
            public abstract class LRScheduler
            {
                protected int _step_count;

                private readonly Optimizer _optimizer;
                private readonly bool _verbose;
                private readonly List<double> _last;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _verbose = verbose;
                    Epoch = last_epoch;
                    BaseRates = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
                }

                internal int Epoch { get; private set; }

                /// <summary>The rates of the groups before any schedule.</summary>
                internal IReadOnlyList<double> BaseRates { get; }

                public virtual void step() => step(null);

                public virtual void step(int? epoch)
                {
                    _step_count++;
                    Epoch = epoch ?? Epoch + 1;
                    List<double> rates = [.. get_lr()];
                    int i = 0;
                    foreach (ILearningRateController group in _optimizer.ParamGroups.Take(rates.Count))
                    {
                        if (_verbose && _last[i] != rates[i])
                            Console.WriteLine($"Adjusting learning rate to {rates[i].ToString(System.Globalization.CultureInfo.InvariantCulture)}");
                        group.LearningRate = rates[i];
                        _last[i] = rates[i];
                        i++;
                    }
                }

                public virtual void step(double current, int? epoch = null) => step(epoch);

                public IEnumerable<double> get_last_lr() => _last;

                protected virtual IEnumerable<double> get_lr() => _optimizer.ParamGroups.Select(group => group.LearningRate);
            }
        }
    }
}
