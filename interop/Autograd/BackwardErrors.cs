using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace NormGpu.Torch.Autograd;

/// <summary>
/// Carries exceptions out of backward passes. One that leaves a custom function's backward would end the process, because libtorch's engine stands
/// between it and the caller; so it is kept here, gradients become NaN, and the next safe place throws it.
/// </summary>
/// <remarks>Safe places are the forward of our layers, <see cref="GradScaler.Step"/>, <see cref="MasterSgd"/>'s step, and any call of <see cref="ThrowIfAny"/>.</remarks>
public static class BackwardErrors
{
    private static Exception? _first;

    /// <summary>Throws what a backward pass met since the last call, if anything.</summary>
    /// <exception cref="InvalidOperationException">A backward pass failed; the inner exception says how.</exception>
    public static void ThrowIfAny()
    {
        if (Volatile.Read(ref _first) is null)
            return;
        if (Interlocked.Exchange(ref _first, null) is { } error)
            throw new InvalidOperationException($"The backward pass failed: {error.Message}", error);
    }
}
