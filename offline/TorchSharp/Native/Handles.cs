using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Lists of tensors as arrays of native handles. The caller keeps the tensors alive over the call.</summary>
internal static class Handles
{
    /// <summary>Handles in order; 0 for a missing or invalid tensor.</summary>
    internal static nint[] Of(IEnumerable<Tensor?>? tensors) =>
        tensors is null ? [] : [.. tensors.Select(tensor => tensor is null || tensor.IsInvalid ? 0 : tensor.Handle)];

    internal static Tensor? ToTensor(nint handle) => handle == 0 ? null : new Tensor(handle);
}
