using static TorchSharp.torch;

namespace NormGpu.Torch.Autograd;

/// <summary>
/// Carries exceptions out of backward passes. One that left a custom function's backward would end the process, because libtorch's engine stands
/// between it and the caller; so it is kept here, the gradients become NaN, and the next safe place throws it.
/// </summary>
/// <remarks>Safe places: the forward of our layers, <see cref="GradScaler.Step"/>, <see cref="MasterSgd"/>'s step, any call of <see cref="ThrowIfAny"/>.</remarks>
public static class BackwardErrors
{
    private static Exception? _first;

    [ThreadStatic]
    private static List<Tensor>? _returned;

    /// <summary>Throws what a backward pass met since the last call, if anything.</summary>
    /// <exception cref="InvalidOperationException">A backward pass failed; the inner exception says how.</exception>
    public static void ThrowIfAny()
    {
        if (Volatile.Read(ref _first) is null)
            return;
        if (Interlocked.Exchange(ref _first, value: null) is { } error)
            throw new InvalidOperationException($"The backward pass failed: {error.Message}", error);
    }

    /// <summary>
    /// Runs the body of a backward, and frees what it received. Where it throws, the exception is kept and <paramref name="substitutes"/> are returned.
    /// </summary>
    /// <param name="inputs">How many gradients the engine expects.</param>
    /// <param name="received">The gradients of the outputs.</param>
    /// <param name="body">Computes the gradients.</param>
    /// <param name="substitutes">Gradients of NaN.</param>
    internal static List<Tensor> Guard(int inputs, List<Tensor> received, Func<List<Tensor?>> body, Func<List<Tensor?>> substitutes)
    {
        // The engine has its own share of what was returned last; ours would keep every gradient of a step until its scope ends.
        _returned?.ForEach(gradient => gradient?.Dispose());
        _returned = Run(inputs, body, substitutes);
        received.Except(_returned).ToList().ForEach(gradient => gradient.Dispose());
        return _returned;
    }

    private static List<Tensor> Run(int inputs, Func<List<Tensor?>> body, Func<List<Tensor?>> substitutes)
    {
        try
        {
            if (is_grad_enabled())
                throw new NotSupportedException("gradients of gradients are not supported by these layers (create_graph is set).");
            return body()!;
        }
#pragma warning disable CA1031 // Whatever it is, it must not reach libtorch's engine.
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _first, error, comparand: null);
        }

        try
        {
            return substitutes()!;
        }
        catch (Exception)
        {
            return new List<Tensor?>(new Tensor?[inputs])!;
        }
#pragma warning restore CA1031
    }

    /// <summary>A gradient of NaN for a tensor; null for none.</summary>
    internal static Tensor? NaNLike(Tensor? tensor) => tensor is null ? null : full_like(tensor, double.NaN);
}
