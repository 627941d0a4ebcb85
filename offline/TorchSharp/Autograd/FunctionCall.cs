using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>The backward of a custom function, whatever its type parameter.</summary>
        internal interface IBackward
        {
            List<Tensor> Backward(AutogradContext ctx, List<Tensor> grad_outputs);
        }

        /// <summary>One call of a custom function: the native node and what its backward needs.</summary>
        private sealed unsafe class FunctionCall : IDisposable
        {
            private readonly Tensor[] _inputs;
            private readonly bool _executable;
            private readonly nint _node;
            private nint _holder;

            static FunctionCall() => NativeMethods.torch_function_set_callback(&OnBackward);

            internal FunctionCall(IBackward function, string name, object[] vars)
            {
                Context = new AutogradContext { IsTensor = [.. vars.Select(IsTensor)] };
                _inputs = [.. vars.Where(IsTensor).Cast<Tensor>()];
                _executable = is_grad_enabled() && _inputs.Any(input => input.requires_grad);
                nint[] inputs = Handles.Of(_inputs);
                // The node frees this handle with itself: native code owns the managed state, never the other way round.
                GCHandle state = GCHandle.Alloc(new State(function, name, Context));
                int status;
                fixed (nint* first = inputs)
                    status = NativeMethods.torch_function_create(GCHandle.ToIntPtr(state), name, first, inputs.Length, Flag(_executable), out _holder, out _node);
                NativeError.Check(status);
            }

            internal AutogradContext Context { get; }

            internal List<Tensor> Wrap(List<Tensor> outputs)
            {
                nint[] inputs = Handles.Of(_inputs);
                nint[] constants = Handles.Of(Context.NonDifferentiable);
                nint[] dirty = Handles.Of(Context.Dirty);
                nint[] raw = Handles.Of(outputs);
                var wrapped = new nint[raw.Length];
                fixed (nint* input = inputs, constant = constants, changed = dirty, output = raw, result = wrapped)
                {
                    NativeError.Check(NativeMethods.torch_function_wrap(
                        _holder, Flag(_executable), Flag(Context.MaterializeGrads), input, inputs.Length, constant, constants.Length, changed, dirty.Length, output, raw.Length, result));
                }
                GC.KeepAlive(_inputs);
                GC.KeepAlive(outputs);
                if (_executable)
                    Context.Attach(_node);
                else
                    Context.Forget();
                return [.. wrapped.Select(handle => new Tensor(handle))];
            }

            public void Dispose()
            {
                nint holder = Interlocked.Exchange(ref _holder, 0);
                if (holder != 0)
                    NativeMethods.torch_function_release(holder);
            }

            private static bool IsTensor(object? value) => value is Tensor { IsInvalid: false };

            /// <summary>Called by libtorch's engine, on whatever thread it runs. No exception may leave: it travels back as a handle.</summary>
            [UnmanagedCallersOnly]
            private static nint OnBackward(nint context, nint* grads, int gradCount, nint* results, int resultCount)
            {
                try
                {
                    var received = new List<Tensor>(gradCount);
                    for (int i = 0; i < gradCount; i++)
                        received.Add(new Tensor(grads[i]));
                    var state = (State)GCHandle.FromIntPtr(context).Target!;
                    state.Run(received, new Span<nint>(results, resultCount));
                    return 0;
                }
                catch (Exception exception)
                {
                    return GCHandle.ToIntPtr(GCHandle.Alloc(exception));
                }
            }

            private sealed class State(IBackward function, string name, AutogradContext context)
            {
                internal void Run(List<Tensor> received, Span<nint> results)
                {
                    List<Tensor> returned = function.Backward(context, received);
                    bool[] isTensor = context.IsTensor;
                    if (returned.Count < isTensor.Length || returned.Skip(isTensor.Length).Any(IsTensor))
                        throw new InvalidOperationException($"Function {name} returned {returned.Count} gradients for {isTensor.Length} arguments.");
                    int next = 0;
                    for (int i = 0; i < isTensor.Length; i++)
                    {
                        bool hasGradient = IsTensor(returned[i]);
                        if (!isTensor[i] && hasGradient)
                            throw new InvalidOperationException($"Function {name} returned a gradient for argument {i}, which is no tensor.");
                        if (!isTensor[i])
                            continue;
                        results[next++] = hasGradient ? NativeMethods.torch_tensor_share(returned[i].Handle) : 0;
                    }
                    GC.KeepAlive(returned);
                }
            }
        }
    }
}
