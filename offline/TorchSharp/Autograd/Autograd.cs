using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward(tensors, grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] roots = Handles.Of(outputs);
            nint[] leaves = Handles.Of(inputs);
            nint[] grads = Handles.Of(grad_outputs);
            var results = new nint[leaves.Length];
            fixed (nint* root = roots, leaf = leaves, given = grads, result = results)
            {
                NativeError.Check(NativeMethods.torch_autograd_grad(
                    root, roots.Length, leaf, leaves.Length, given, grads.Length, Flag(retain_graph || create_graph), Flag(create_graph), Flag(allow_unused), result));
            }
            KeepAlive(outputs, inputs, grad_outputs);
            return [.. results.Select(handle => new Tensor(handle))];
        }

        private static unsafe void Backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors, bool? retain_graph, bool create_graph, IList<Tensor>? inputs)
        {
            nint[] roots = Handles.Of(tensors);
            nint[] grads = Handles.Of(grad_tensors);
            nint[] leaves = Handles.Of(inputs);
            sbyte retain = retain_graph is { } flag ? Flag(flag || create_graph) : (sbyte)-1;
            fixed (nint* root = roots, given = grads, leaf = leaves)
            {
                NativeError.Check(NativeMethods.torch_autograd_backward(
                    root, roots.Length, given, grads.Length, leaf, leaves.Length, retain, Flag(create_graph)));
            }
            KeepAlive(tensors, grad_tensors, inputs);
        }

        private static sbyte Flag(bool value) => value ? (sbyte)1 : (sbyte)0;

        private static void KeepAlive(params ReadOnlySpan<IList<Tensor>?> lists)
        {
            foreach (IList<Tensor>? list in lists)
                GC.KeepAlive(list);
        }
    }
}
