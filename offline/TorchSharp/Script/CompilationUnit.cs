using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>Compiles functions of TorchScript.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">libtorch's message where the script is wrong.</exception>
        public static CompilationUnit compile(string script)
        {
            ArgumentException.ThrowIfNullOrEmpty(script);
            NativeError.Check(NativeMethods.torch_script_compile(script, out nint handle));
            return new CompilationUnit(handle);
        }

        /// <summary>Functions of TorchScript. Takes tensors, numbers, booleans and null; gives a tensor or a list of them.</summary>
        public class CompilationUnit : IDisposable
        {
            private nint _handle;

            internal CompilationUnit(nint handle) => _handle = handle;

            ~CompilationUnit() => Dispose(false);

            public object? invoke(string name, params object?[] objs)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                object? result = Aten.CallScript(_handle, name, Array.ConvertAll(objs, ToArgument));
                GC.KeepAlive(this);
                return result;
            }

            public TResult invoke<TResult>(string name, params object?[] inputs) => (TResult)invoke(name, inputs)!;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (_handle != 0)
                    NativeMethods.torch_script_release(_handle);
                _handle = 0;
            }

            private static Argument ToArgument(object? value) => value switch
            {
                null => Argument.None,
                Tensor tensor => tensor,
                int number => (long)number,
                long number => number,
                float number => (double)number,
                double number => number,
                bool flag => flag,
                _ => throw new NotSupportedException($"Passing arguments of type {value.GetType().Name} to TorchScript."),
            };
        }
    }
}
