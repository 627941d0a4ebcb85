using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NormGpu.Host.Cpu;

namespace NormGpu.Host;

/// <summary>
/// A step of SGD with momentum over whole buffers: g ← factor·gradient + decay·w; v ← momentum·v + g; w ← w − rate·v, or with Nesterov w − rate·(g + momentum·v).
/// In FP32, each operation rounded as libtorch does; threaded.
/// </summary>
/// <param name="GradientFactor">What gradients are multiplied with, such as 1/loss scale.</param>
/// <param name="WeightDecay">0 or more.</param>
/// <param name="Momentum">0 or more; 0 keeps no v.</param>
/// <param name="Nesterov">Whether the gradient is looked up ahead.</param>
/// <param name="LearningRate">Step size.</param>
public readonly record struct MomentumStep(float GradientFactor, float WeightDecay, float Momentum, bool Nesterov, float LearningRate)
{
    /// <summary>Elements that go through all operations while they are in the first-level cache.</summary>
    private const int ElementsPerPiece = 2048;

    /// <summary>The step, in place.</summary>
    /// <param name="gradients">(count) elements.</param>
    /// <param name="type">Their type.</param>
    /// <param name="weights">(count), changed.</param>
    /// <param name="velocity">v, (count), changed; 0 before the first step. Null without momentum.</param>
    /// <param name="rounded">Receives the new weights as FP16 bits, rounded to nearest even, (count); or null.</param>
    /// <param name="count">Elements, 0 or more.</param>
    /// <param name="threads">Upper bound of threads; 0 means all cores.</param>
    public unsafe void Run(void* gradients, ElementType type, float* weights, float* velocity, ushort* rounded, long count, int threads = 0)
    {
        var step = this;
        Workers.RunRanges(count, Workers.ElementsPerJob, Workers.Count(threads), (start, end) =>
        {
            for (var piece = start; piece < end; piece += ElementsPerPiece)
            {
                var elements = (int)Math.Min(ElementsPerPiece, end - piece);
                step.Run(
                    (byte*)gradients + piece * type.Size(), type,
                    new Span<float>(weights + piece, elements),
                    velocity == null ? default : new Span<float>(velocity + piece, elements));
                if (rounded != null)
                    TensorPrimitives.ConvertToHalf(new ReadOnlySpan<float>(weights + piece, elements), new Span<System.Half>(rounded + piece, elements));
            }
        });
    }

    [SkipLocalsInit]
    private unsafe void Run(void* gradients, ElementType type, Span<float> weights, Span<float> velocity)
    {
        Span<float> g = (stackalloc float[ElementsPerPiece])[..weights.Length];
        if (type == ElementType.Float16)
            TensorPrimitives.ConvertToSingle(new ReadOnlySpan<System.Half>(gradients, g.Length), g);
        else
            new ReadOnlySpan<float>(gradients, g.Length).CopyTo(g);
        TensorPrimitives.Multiply(g, GradientFactor, g);
        if (WeightDecay != 0)
            TensorPrimitives.FusedMultiplyAdd(weights, WeightDecay, g, g);
        if (Momentum != 0)
        {
            TensorPrimitives.Multiply(velocity, Momentum, velocity);
            TensorPrimitives.Add(velocity, g, velocity);
            if (Nesterov)
                TensorPrimitives.FusedMultiplyAdd(velocity, Momentum, g, g);
        }

        TensorPrimitives.FusedMultiplyAdd(Momentum == 0 || Nesterov ? g : velocity, -LearningRate, weights, weights);
    }
}
