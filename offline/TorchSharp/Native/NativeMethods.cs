using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The C interface of native/. Functions that return int return a status: see <see cref="NativeError"/>.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "LibTorchSharp";

    [LibraryImport(Library)]
    internal static partial byte* torch_last_error();

    [LibraryImport(Library)]
    internal static partial nint torch_last_managed_exception();

    [LibraryImport(Library)]
    internal static partial void torch_forget_managed_exception();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int torch_operator_find(string name, string overload, out nint result);

    [LibraryImport(Library)]
    internal static partial int torch_operator_call(
        nint op, NativeValue* arguments, int argumentCount, NativeValue* results, int resultCapacity, int* resultCount);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int torch_script_compile(string script, out nint result);

    [LibraryImport(Library)]
    internal static partial void torch_script_release(nint unit);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int torch_script_invoke(nint unit, string name, NativeValue* arguments, int argumentCount, NativeValue* result);

    [LibraryImport(Library)]
    internal static partial void torch_free_tensor_list(nint items);

    [LibraryImport(Library)]
    internal static partial void torch_tensor_release(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint torch_tensor_share(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_data(nint tensor);

    [LibraryImport(Library)]
    internal static partial long torch_tensor_dimensions(nint tensor);

    [LibraryImport(Library)]
    internal static partial void torch_tensor_sizes(nint tensor, long* sizes);

    [LibraryImport(Library)]
    internal static partial int torch_tensor_strides(nint tensor, long* strides);

    [LibraryImport(Library)]
    internal static partial long torch_tensor_elements(nint tensor);

    [LibraryImport(Library)]
    internal static partial long torch_tensor_storage_offset(nint tensor);

    [LibraryImport(Library)]
    internal static partial sbyte torch_tensor_scalar_type(nint tensor);

    [LibraryImport(Library)]
    internal static partial sbyte torch_tensor_device_type(nint tensor);

    [LibraryImport(Library)]
    internal static partial sbyte torch_tensor_device_index(nint tensor);

    [LibraryImport(Library)]
    internal static partial sbyte torch_tensor_is_contiguous(nint tensor);

    [LibraryImport(Library)]
    internal static partial sbyte torch_tensor_is_leaf(nint tensor);

    [LibraryImport(Library)]
    internal static partial sbyte torch_tensor_requires_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int torch_tensor_set_requires_grad(nint tensor, sbyte requiresGrad);

    [LibraryImport(Library)]
    internal static partial int torch_tensor_retain_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint torch_tensor_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int torch_tensor_set_grad(nint tensor, nint grad);

    [LibraryImport(Library)]
    internal static partial int torch_autograd_backward(
        nint* roots, int rootCount, nint* grads, int gradCount, nint* inputs, int inputCount, sbyte retainGraph, sbyte createGraph);

    [LibraryImport(Library)]
    internal static partial int torch_autograd_grad(
        nint* roots, int rootCount, nint* inputs, int inputCount, nint* grads, int gradCount, sbyte retainGraph, sbyte createGraph, sbyte allowUnused, nint* results);

    [LibraryImport(Library)]
    internal static partial void torch_function_set_callback(delegate* unmanaged<nint, nint*, int, nint*, int, nint> backward);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int torch_function_create(
        nint context, string name, nint* inputs, int inputCount, sbyte executable, out nint holder, out nint node);

    [LibraryImport(Library)]
    internal static partial void torch_function_release(nint holder);

    [LibraryImport(Library)]
    internal static partial int torch_function_wrap(
        nint holder, sbyte executable, sbyte materializeGrads, nint* inputs, int inputCount, nint* constants, int constantCount, nint* dirty, int dirtyCount,
        nint* outputs, int outputCount, nint* results);

    [LibraryImport(Library)]
    internal static partial int torch_function_save(nint node, nint* tensors, int count);

    [LibraryImport(Library)]
    internal static partial int torch_function_saved_count(nint node);

    [LibraryImport(Library)]
    internal static partial int torch_function_saved(nint node, nint* results);

    [LibraryImport(Library)]
    internal static partial sbyte torch_grad_mode();

    [LibraryImport(Library)]
    internal static partial void torch_set_grad_mode(sbyte enabled);

    [LibraryImport(Library)]
    internal static partial int torch_threads();

    [LibraryImport(Library)]
    internal static partial int torch_set_threads(int count);

    [LibraryImport(Library)]
    internal static partial int torch_interop_threads();

    [LibraryImport(Library)]
    internal static partial int torch_set_interop_threads(int count);

    [LibraryImport(Library)]
    internal static partial int torch_cuda_devices();

    [LibraryImport(Library)]
    internal static partial int torch_manual_seed(long seed);

    [LibraryImport(Library)]
    internal static partial nint torch_generator_default();

    [LibraryImport(Library)]
    internal static partial int torch_generator_create(ulong seed, out nint result);

    [LibraryImport(Library)]
    internal static partial void torch_generator_release(nint generator);

    [LibraryImport(Library)]
    internal static partial long torch_generator_current_seed(nint generator);

    [LibraryImport(Library)]
    internal static partial int torch_generator_set_seed(nint generator, long seed);

    [LibraryImport(Library)]
    internal static partial long torch_generator_seed(nint generator);

    [LibraryImport(Library)]
    internal static partial int torch_generator_state(nint generator, out nint result);

    [LibraryImport(Library)]
    internal static partial int torch_generator_set_state(nint generator, nint state);
}
