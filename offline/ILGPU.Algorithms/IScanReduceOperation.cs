namespace ILGPU.Algorithms.ScanReduceOperations;

/// <summary>An associative operation with an identity, to reduce with.</summary>
public interface IScanReduceOperation<T>
    where T : struct
{
    /// <summary>What OpenCL calls it in `sub_group_reduce_add`; empty where it has no such function.</summary>
    string CLCommand { get; }

    T Identity { get; }

    T Apply(T first, T second);

    void AtomicApply(ref T target, T value);
}
