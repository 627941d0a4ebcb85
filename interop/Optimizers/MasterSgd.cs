using NormGpu.Host;
using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>
/// SGD with momentum that keeps FP32 masters of half parameters: gradients are widened, the step happens in FP32, and the parameter becomes the master
/// rounded to half. With FP32 parameters it does what TorchSharp's SGD does.
/// </summary>
/// <remarks>g ← grad + decay·w; v ← momentum·v + g (v ← g at the first step); w ← w − rate·v, or with Nesterov w − rate·(g + momentum·v).</remarks>
public sealed class MasterSgd : optim.Optimizer
{
    private readonly List<Group> _groups;
    private readonly double _momentum;
    private readonly bool _nesterov;
    private readonly StepRule? _rule;

    /// <summary>An optimizer over groups of parameters.</summary>
    /// <param name="groups">Parameters and their weight decay, as from <see cref="ParameterGroups.WithWeightDecay"/>.</param>
    /// <param name="learningRate">Step size, 0 or more.</param>
    /// <param name="momentum">0 or more, below 1.</param>
    /// <param name="nesterov">Whether the gradient is looked up ahead; needs momentum.</param>
    /// <param name="masters">Whether half parameters get FP32 masters and momentum; false computes and keeps all in FP16.</param>
    /// <param name="rule">Changes the steps of normalized weights, as <see cref="LearningRateCorrection"/> and <see cref="NormSchedule"/> do; null for none.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public MasterSgd(IEnumerable<ParameterGroup> groups, double learningRate, double momentum = 0.9, bool nesterov = false, bool masters = true, StepRule? rule = null)
        : base(0)
    {
        if (!(learningRate >= 0))
            throw new ArgumentException($"learningRate is {learningRate:R}; it must be 0 or more.");
        if (!(momentum is >= 0 and < 1))
            throw new ArgumentException($"momentum is {momentum:R}; it must be 0 or more and below 1.");
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov needs a momentum above 0.");
        _momentum = momentum;
        _nesterov = nesterov;
        _rule = rule;
        _groups = [.. groups.Select(group => new Group(group, learningRate, masters))];
    }

    /// <summary>The step size of all groups; setting it sets them all. Schedules of torch.optim set the groups' own.</summary>
    public double LearningRate
    {
        get => _groups[0].LearningRate;
        set => _groups.ForEach(group => group.LearningRate = value);
    }

    /// <inheritdoc/>
    public override IEnumerable<optim.ILearningRateController> ParamGroups => _groups;

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters() => States.Select(state => state.Parameter);

    /// <inheritdoc/>
    public override void zero_grad()
    {
        foreach (var parameter in parameters())
            parameter.grad = null;
    }

    /// <summary>One step with the gradients as they are.</summary>
    /// <param name="closure">Computes the loss once more, before the step.</param>
    /// <returns>The closure's loss; null without one.</returns>
    /// <exception cref="InvalidOperationException">The backward pass that made the gradients failed.</exception>
    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var recorded = enable_grad();
            loss = closure();
        }

        BackwardErrors.ThrowIfAny();
        Advance(gradientFactor: 1);
        return loss!;
    }

    /// <summary>Momentum, and masters where there are any, as "group.index.momentum" and "group.index.master"; the optimizer's own tensors, not copies.</summary>
    public Dictionary<string, Tensor> state_dict()
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (key, parameter) in NamedStates())
        {
            if (parameter.Master is { } master)
                state[$"{key}.master"] = master;
            if (parameter.Velocity is { } velocity)
                state[$"{key}.momentum"] = velocity;
        }

        return state;
    }

    /// <summary>Restores what <see cref="state_dict"/> gave; values are copied.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has another shape.</exception>
    public void load_state_dict(IReadOnlyDictionary<string, Tensor> state)
    {
        using var unrecorded = no_grad();
        foreach (var (key, parameter) in NamedStates())
        {
            if (parameter.Master is { } master)
                master.copy_(Find(state, $"{key}.master", master) ?? throw new ArgumentException($"The optimizer's state lacks {key}.master."));
            parameter.Velocity?.Dispose();
            parameter.Velocity = Find(state, $"{key}.momentum", parameter.Working)?.to(parameter.Working.dtype, parameter.Working.device).clone().DetachFromDisposeScope();
        }
    }

    /// <summary>One step with the gradients times a factor, the factor applied where a half gradient is already FP32.</summary>
    internal void Advance(double gradientFactor)
    {
        using var unrecorded = no_grad();
        foreach (var group in _groups)
        {
            foreach (var state in group.States)
                Advance(group, state, gradientFactor);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in States)
                state.Dispose();
        }

        base.Dispose(disposing);
    }

    private IEnumerable<State> States => _groups.SelectMany(group => group.States);

    private IEnumerable<(string Key, State State)> NamedStates()
        => _groups.SelectMany((group, g) => group.States.Select((state, i) => (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{g}.{i}"), state)));

    private void Advance(Group group, State state, double gradientFactor)
    {
        using var given = state.Parameter.grad;
        if (given is null)
            return;
        if (_rule is null && state.LiesDense(given))
        {
            AdvanceDense(group, state, given, gradientFactor);
            return;
        }

        var weight = state.Working;
        using var scope = NewDisposeScope();
        var gradient = state.Master is null ? given : HalfTensor.Widen(given);
        if (gradientFactor != 1)
            gradient = gradient.mul(gradientFactor.ToScalar());
        if (group.WeightDecay != 0)
            gradient = gradient.add(weight, group.WeightDecay.ToScalar());
        if (_momentum != 0)
        {
            if (state.Velocity is null)
                state.Velocity = gradient.clone().DetachFromDisposeScope();
            else
                state.Velocity.mul_(_momentum.ToScalar()).add_(gradient);
            gradient = _nesterov ? gradient.add(state.Velocity, _momentum.ToScalar()) : state.Velocity;
        }

        if (_rule?.Factor(state.Parameter, weight) is { } factor)
            gradient = gradient.mul(factor);
        weight.add_(gradient, (-group.LearningRate).ToScalar());
        _rule?.AfterStep(state.Parameter, weight);
        if (state.Master is not null)
            state.Parameter.copy_(HalfTensor.Narrow(state.Master));
    }

    /// <summary>The same in one look at each tensor, as the processor's memory allows it.</summary>
    private unsafe void AdvanceDense(Group group, State state, Tensor given, double gradientFactor)
    {
        if (_momentum != 0)
            state.Velocity ??= zeros_like(state.Working).DetachFromDisposeScope();
        var step = new MomentumStep((float)gradientFactor, (float)group.WeightDecay, (float)_momentum, _nesterov, (float)group.LearningRate);
        step.Run(
            TensorMemory.Address(given), ChannelTensor.TypeOf(given), TensorMemory.Floats(state.Working), TensorMemory.Floats(state.Velocity),
            state.Master is null ? null : TensorMemory.Halves(state.Parameter), given.numel(), get_num_threads());
    }

    private static Tensor? Find(IReadOnlyDictionary<string, Tensor> state, string key, Tensor model)
    {
        if (!state.TryGetValue(key, out var found))
            return null;
        if (!found.shape.AsSpan().SequenceEqual(model.shape))
            throw new ArgumentException($"The optimizer's state has {key} of shape ({string.Join(", ", found.shape)}), but the parameter's is ({string.Join(", ", model.shape)}).");
        return found;
    }

    private sealed class Group(ParameterGroup group, double learningRate, bool masters) : optim.ILearningRateController
    {
        public IReadOnlyList<State> States { get; } = [.. group.Parameters.Select(parameter => new State(parameter, masters))];

        public double WeightDecay => group.WeightDecay;

        public double LearningRate { get; set; } = learningRate;

        public double InitialLearningRate { get; set; } = learningRate;
    }

    private sealed class State : IDisposable
    {
        public State(Parameter parameter, bool masters)
        {
            Parameter = parameter;
            if (!masters || parameter.dtype != ScalarType.Float16)
                return;
            using var unrecorded = no_grad();
            using var detached = parameter.detach();
            Master = HalfTensor.Widen(detached).DetachFromDisposeScope();
        }

        public Parameter Parameter { get; }

        public Tensor? Master { get; }

        public Tensor? Velocity { get; set; }

        /// <summary>What the step changes: the master, or the parameter itself.</summary>
        public Tensor Working => Master ?? Parameter;

        /// <summary>Whether the elements of all tensors and of a gradient lie side by side in one order in CPU memory, those of the step in FP32.</summary>
        public bool LiesDense(Tensor gradient) =>
            Working.dtype == ScalarType.Float32 && gradient.dtype is ScalarType.Float16 or ScalarType.Float32
            && Working.device_type == DeviceType.CPU && gradient.device_type == DeviceType.CPU
            && Working.is_contiguous() && gradient.is_contiguous() && Parameter.is_contiguous() && (Velocity?.is_contiguous() ?? true);

        public void Dispose()
        {
            Master?.Dispose();
            Velocity?.Dispose();
        }
    }
}
