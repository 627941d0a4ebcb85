using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module learns.</summary>
    public class Parameter : Tensor
    {
        /// <param name="data">A leaf. Its handle moves into the parameter: the object that came in is invalid afterwards, as in TorchSharp.</param>
        public Parameter(Tensor data, bool requires_grad = true)
            : this(data.OwningDisposeScope, data.requires_grad_(requires_grad).DecoupleFromNativeHandle())
        {
        }

        private Parameter(DisposeScope? scope, nint handle)
            : base(handle, register: false) => scope?.Add(this);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
