using static TorchSharp.torch;

namespace NormGpu.Torch.Autograd;

/// <summary>What one call of a custom function carries besides its tensors.</summary>
internal abstract class FunctionCall
{
    private readonly List<Tensor> _handles = [];

    /// <summary>Which inputs want a gradient, in the order of the function's tensors.</summary>
    public bool[] Wanted { get; private set; } = [];

    /// <summary>Notes which inputs want a gradient.</summary>
    /// <returns>Whether any does, and gradients are recorded at all.</returns>
    public bool Want(params ReadOnlySpan<Tensor?> inputs)
    {
        Wanted = new bool[inputs.Length];
        if (is_grad_enabled())
        {
            for (var i = 0; i < inputs.Length; i++)
                Wanted[i] = inputs[i] is { requires_grad: true };
        }

        return Wanted.Contains(value: true);
    }

    /// <summary>A handle that the graph takes over at the end of apply, and that is closed afterwards.</summary>
    public Tensor CloseAfterwards(Tensor handle)
    {
        _handles.Add(handle);
        return handle;
    }

    /// <summary>Closes the handles: the graph holds its own by now.</summary>
    public void Close()
    {
        _handles.ForEach(handle => handle.Dispose());
        _handles.Clear();
    }
}
