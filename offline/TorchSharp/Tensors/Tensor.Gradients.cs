using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public bool requires_grad
        {
            get => Read(&NativeMethods.torch_tensor_requires_grad) != 0;
            set
            {
                NativeError.Check(NativeMethods.torch_tensor_set_requires_grad(Handle, value ? (sbyte)1 : (sbyte)0));
                GC.KeepAlive(this);
            }
        }

        /// <summary>The gradient that backward passes have summed up here; null before the first, and to take it away.</summary>
        public Tensor? grad
        {
            get => Handles.ToTensor(Read(&NativeMethods.torch_tensor_grad));
            set
            {
                NativeError.Check(NativeMethods.torch_tensor_set_grad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Keeps the gradient of a tensor that is no leaf.</summary>
        public void retain_grad() => NativeError.Check(Read(&NativeMethods.torch_tensor_retain_grad));

        public void backward() => backward(null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => Aten.Call("detach", this);

        public Tensor detach_() => Aten.CallInPlace("detach_", this);
    }
}
