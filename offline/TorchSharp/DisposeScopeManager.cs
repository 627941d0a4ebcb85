namespace TorchSharp;

/// <summary>The stack of dispose scopes of one thread, and its counts of tensors.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? _ofThread;

    private readonly List<DisposeScope> _scopes = [];

    public static ThreadDisposeScopeStatistics Statistics => OfThread.Counts;

    internal static DisposeScopeManager OfThread => _ofThread ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics Counts { get; } = new();

    internal DisposeScope New()
    {
        var scope = new DisposeScope(this);
        _scopes.Add(scope);
        return scope;
    }

    internal DisposeScope? OuterOf(DisposeScope scope)
    {
        int index = _scopes.IndexOf(scope);
        return index > 0 ? _scopes[index - 1] : null;
    }

    internal void Remove(DisposeScope scope) => _scopes.Remove(scope);

    internal void Register(torch.Tensor tensor)
    {
        if (_scopes.Count == 0)
        {
            Counts.CreatedOutsideScopeCount++;
            return;
        }
        Counts.CreatedInScopeCount++;
        _scopes[^1].Add(tensor);
    }
}

/// <summary>How many tensors this thread created inside and outside of scopes.</summary>
public class ThreadDisposeScopeStatistics
{
    public long CreatedInScopeCount { get; internal set; }

    public long CreatedOutsideScopeCount { get; internal set; }

    public void Reset()
    {
        CreatedInScopeCount = 0;
        CreatedOutsideScopeCount = 0;
    }
}

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.New();

    /// <summary>Runs an expression in a scope of its own; of its tensors only the result stays.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using DisposeScope scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
