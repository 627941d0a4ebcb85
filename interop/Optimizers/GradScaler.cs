using static TorchSharp.torch;

namespace NormGpu.Torch;

/// <summary>
/// Scales the loss so that small gradients survive FP16, and skips optimizer steps whose gradients are not finite. Dynamic as PyTorch's: halves the
/// scale at such a step, doubles it after 2,000 good ones.
/// </summary>
public sealed class GradScaler
{
    /// <summary>A dynamic scaler.</summary>
    /// <param name="initialScale">First scale, above 0.</param>
    /// <param name="growthFactor">Factor after <paramref name="growthInterval"/> steps without a skip, above 1.</param>
    /// <param name="backoffFactor">Factor after a skipped step, between 0 and 1.</param>
    /// <param name="growthInterval">Good steps until the scale grows, 1 or more.</param>
    public GradScaler(double initialScale = 65536, double growthFactor = 2, double backoffFactor = 0.5, int growthInterval = 2000) => throw new NotSupportedException("not written yet");

    /// <summary>A scaler whose scale never changes; it still skips non-finite steps.</summary>
    public static GradScaler Fixed(double scale) => throw new NotSupportedException("not written yet");

    /// <summary>The factor that <see cref="Scale"/> multiplies with.</summary>
    public double CurrentScale { get; }

    /// <summary>Optimizer steps skipped because a gradient was not finite.</summary>
    public long nonfinite_steps { get; }

    /// <summary>The loss in FP32, times the scale.</summary>
    public Tensor Scale(Tensor loss) => throw new NotSupportedException("not written yet");

    /// <summary>Unscales the gradients and steps, unless one of them is not finite.</summary>
    /// <returns>Whether the optimizer stepped.</returns>
    public bool Step(optim.Optimizer optimizer) => throw new NotSupportedException("not written yet");

    /// <summary>Adapts the scale to what the last <see cref="Step"/> saw.</summary>
    public void Update() => throw new NotSupportedException("not written yet");

    /// <summary>Scale and counters, for resuming.</summary>
    public IReadOnlyDictionary<string, double> state_dict() => throw new NotSupportedException("not written yet");

    /// <summary>Restores what <see cref="state_dict"/> gave.</summary>
    public void load_state_dict(IReadOnlyDictionary<string, double> state) => throw new NotSupportedException("not written yet");
}
