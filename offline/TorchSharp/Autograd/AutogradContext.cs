using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function's forward leaves for its backward. Lives as long as its node in the graph.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = new(StringComparer.Ordinal);
            private nint _node;

            internal AutogradContext()
            {
            }

            public bool MaterializeGrads { get; private set; } = true;

            internal List<Tensor> ToSave { get; private set; } = [];

            internal List<Tensor> Dirty { get; private set; } = [];

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            /// <summary>For each argument of forward: is it a tensor?</summary>
            internal bool[] IsTensor { get; set; } = [];

            /// <summary>Tensors for the backward; to be called once, in forward. A null stays null.</summary>
            public void save_for_backward(List<Tensor> tensors) => ToSave = tensors;

            public void save_data(string key, object value) => _data[key] = value;

            public object? get_data(string key) => _data.GetValueOrDefault(key);

            /// <summary>These inputs are changed in place by forward.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty = [.. tensors];

            /// <summary>These outputs have no gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = [.. tensors];

            /// <summary>Whether a gradient that does not exist reaches backward as zeros (the default) or as an invalid tensor.</summary>
            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <summary>The saved tensors, checked by libtorch not to have been changed in place since.</summary>
            /// <exception cref="System.Runtime.InteropServices.ExternalException">A saved tensor was changed in place, or the graph was already freed.</exception>
            public unsafe List<Tensor> get_saved_variables()
            {
                if (_node == 0)
                    return [];
                var handles = new nint[NativeMethods.torch_function_saved_count(_node)];
                fixed (nint* first = handles)
                    NativeError.Check(NativeMethods.torch_function_saved(_node, first));
                return [.. handles.Select(handle => Handles.ToTensor(handle)!)];
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                _node = 0;
                _data.Clear();
            }

            /// <summary>Hands the saved tensors to the node. From here on the node owns them, so that the graph frees them with itself.</summary>
            internal unsafe void Attach(nint node)
            {
                nint[] handles = Handles.Of(ToSave);
                fixed (nint* first = handles)
                    NativeError.Check(NativeMethods.torch_function_save(node, first, handles.Length));
                GC.KeepAlive(ToSave);
                _node = node;
                Forget();
            }

            /// <summary>Lets go of forward's tensors: a context that held an output would keep its own node alive.</summary>
            internal void Forget()
            {
                ToSave = [];
                Dirty = [];
                NonDifferentiable = [];
            }
        }
    }
}
