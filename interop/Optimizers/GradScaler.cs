using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>
/// Scales the loss so that small gradients survive FP16, and skips optimizer steps whose gradients are not finite. Dynamic as PyTorch's: halves the
/// scale after such a step, doubles it after 2,000 good ones in a row.
/// </summary>
public sealed class GradScaler
{
    private readonly double _growthFactor;
    private readonly double _backoffFactor;
    private readonly int _growthInterval;
    private long _goodSteps;
    private bool _stepped;
    private bool _skipped;

    /// <summary>A dynamic scaler.</summary>
    /// <param name="initialScale">First scale, above 0.</param>
    /// <param name="growthFactor">Factor after <paramref name="growthInterval"/> steps without a skip, 1 or more.</param>
    /// <param name="backoffFactor">Factor after a skipped step, above 0, at most 1.</param>
    /// <param name="growthInterval">Good steps until the scale grows, 1 or more.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public GradScaler(double initialScale = 65536, double growthFactor = 2, double backoffFactor = 0.5, int growthInterval = 2000)
    {
        if (!(initialScale > 0 && double.IsFinite(initialScale)))
            throw new ArgumentException($"The loss scale is {initialScale:R}; it must be a finite number above 0.");
        if (!(growthFactor >= 1))
            throw new ArgumentException($"growthFactor is {growthFactor:R}; it must be 1 or more.");
        if (!(backoffFactor is > 0 and <= 1))
            throw new ArgumentException($"backoffFactor is {backoffFactor:R}; it must be above 0 and at most 1.");
        if (growthInterval < 1)
            throw new ArgumentException($"growthInterval is {growthInterval}; it must be 1 or more.");
        CurrentScale = initialScale;
        _growthFactor = growthFactor;
        _backoffFactor = backoffFactor;
        _growthInterval = growthInterval;
    }

    /// <summary>A scaler whose scale never changes; it still skips non-finite steps.</summary>
    /// <param name="scale">The scale, above 0; 1 for no scaling.</param>
    public static GradScaler Fixed(double scale) => new(scale, growthFactor: 1, backoffFactor: 1);

    /// <summary>The factor that <see cref="Scale"/> multiplies with.</summary>
    public double CurrentScale { get; private set; }

    /// <summary>Optimizer steps skipped because a gradient was not finite.</summary>
    public long nonfinite_steps { get; private set; }

    /// <summary>The loss in FP32, times the scale. Call backward on the result.</summary>
    public Tensor Scale(Tensor loss)
    {
        using var wide = loss.to(ScalarType.Float32);
        return wide.mul(CurrentScale.ToScalar());
    }

    /// <summary>Unscales the gradients and steps, unless one of them is not finite. Half gradients of <see cref="MasterSgd"/> are unscaled in FP32.</summary>
    /// <returns>Whether the optimizer stepped.</returns>
    /// <exception cref="InvalidOperationException">The backward pass that made the gradients failed.</exception>
    public bool Step(optim.Optimizer optimizer)
    {
        BackwardErrors.ThrowIfAny();
        _stepped = true;
        if (!AreFinite(optimizer))
        {
            _skipped = true;
            nonfinite_steps++;
            return false;
        }

        if (optimizer is MasterSgd own)
        {
            own.Advance(1 / CurrentScale);
        }
        else
        {
            Unscale(optimizer);
            optimizer.step();
        }

        return true;
    }

    /// <summary>Adapts the scale to what the steps since the last call saw.</summary>
    public void Update()
    {
        if (_skipped)
        {
            CurrentScale *= _backoffFactor;
            _goodSteps = 0;
        }
        else if (_stepped && ++_goodSteps == _growthInterval)
        {
            CurrentScale *= _growthFactor;
            _goodSteps = 0;
        }

        _stepped = false;
        _skipped = false;
    }

    /// <summary>Scale and counters, for resuming.</summary>
    public IReadOnlyDictionary<string, double> state_dict() => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["scale"] = CurrentScale,
        ["good_steps"] = _goodSteps,
        ["nonfinite_steps"] = nonfinite_steps,
    };

    /// <summary>Restores what <see cref="state_dict"/> gave.</summary>
    /// <exception cref="ArgumentException">A number is missing.</exception>
    public void load_state_dict(IReadOnlyDictionary<string, double> state)
    {
        double Read(string key) => state.TryGetValue(key, out var value) ? value : throw new ArgumentException($"The scaler's state lacks {key}.");
        CurrentScale = Read("scale");
        _goodSteps = (long)Read("good_steps");
        nonfinite_steps = (long)Read("nonfinite_steps");
    }

    private static bool AreFinite(optim.Optimizer optimizer)
    {
        foreach (var parameter in optimizer.parameters())
        {
            using var gradient = parameter.grad;
            if (gradient is not null && !Finite.All(gradient))
                return false;
        }

        return true;
    }

    private void Unscale(optim.Optimizer optimizer)
    {
        using var unrecorded = no_grad();
        foreach (var parameter in optimizer.parameters())
        {
            using var gradient = parameter.grad;
            gradient?.mul_((1 / CurrentScale).ToScalar());
        }
    }
}
