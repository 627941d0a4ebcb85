using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Calls an operator of libtorch by its name in the operator table, "add.Tensor". Trailing arguments that are left out take the table's defaults.</summary>
internal static unsafe class Aten
{
    private const int MostResults = 8;
    private const int StackWords = 64;

    private static readonly ConcurrentDictionary<string, nint> Operators = new(StringComparer.Ordinal);

    internal static Tensor Call(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        return new Tensor((nint)results[0].Data);
    }

    internal static (Tensor First, Tensor Second) CallTwo(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        return (new Tensor((nint)results[0].Data), new Tensor((nint)results[1].Data));
    }

    internal static Tensor[] CallList(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        return TakeList(results[0]);
    }

    /// <summary>A function of TorchScript that returns a tensor, a list of tensors or nothing.</summary>
    internal static object? CallScript(nint unit, string name, ReadOnlySpan<Argument> arguments)
    {
        NativeValue* values = stackalloc NativeValue[arguments.Length];
        NativeValue result;
        for (int i = 0; i < arguments.Length; i++)
            values[i] = new NativeValue { Kind = arguments[i].Kind, Data = arguments[i].Data, Count = arguments[i].Count };
        int status = NativeMethods.torch_script_invoke(unit, name, values, arguments.Length, &result);
        foreach (ref readonly Argument argument in arguments)
            GC.KeepAlive(argument.Reference);
        NativeError.Check(status);
        return result.Kind switch
        {
            ValueKind.None => null,
            ValueKind.Tensor => new Tensor((nint)result.Data),
            ValueKind.TensorList => TakeList(result),
            _ => throw new NotSupportedException($"{name}() returned something else than a tensor or a list of tensors."),
        };
    }

    internal static bool CallBoolean(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
        return results[0].Data != 0;
    }

    internal static void CallVoid(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MostResults];
        Invoke(name, arguments, results);
    }

    /// <summary>An operator that changes its first argument, and returns that one.</summary>
    internal static Tensor CallInPlace(string name, Tensor self, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MostResults];
        Argument[] all = [self, .. arguments];
        Invoke(name, all, results);
        NativeMethods.torch_tensor_release((nint)results[0].Data);
        return self;
    }

    private static void Invoke(string name, ReadOnlySpan<Argument> arguments, NativeValue* results)
    {
        nint op = Operators.GetOrAdd(name, Find);
        NativeValue* values = stackalloc NativeValue[arguments.Length];
        long words = 0;
        foreach (ref readonly Argument argument in arguments)
            words += argument.BufferLength;
        Span<long> buffer = words <= StackWords ? stackalloc long[StackWords] : new long[words];
        int count;
        int status;
        fixed (long* start = buffer)
        {
            int used = 0;
            for (int i = 0; i < arguments.Length; i++)
            {
                ref readonly Argument argument = ref arguments[i];
                values[i] = new NativeValue { Kind = argument.Kind, Data = argument.Data, Count = argument.Count };
                if (argument.BufferLength == 0)
                    continue;
                argument.CopyTo(buffer[used..]);
                values[i].Data = (long)(start + used);
                used += (int)argument.BufferLength;
            }
            status = NativeMethods.torch_operator_call(op, values, arguments.Length, results, MostResults, &count);
        }
        foreach (ref readonly Argument argument in arguments)
            GC.KeepAlive(argument.Reference);
        NativeError.Check(status);
    }

    private static Tensor[] TakeList(NativeValue list)
    {
        var items = new ReadOnlySpan<nint>((void*)list.Data, checked((int)list.Count));
        var tensors = new Tensor[items.Length];
        for (int i = 0; i < items.Length; i++)
            tensors[i] = new Tensor(items[i]);
        NativeMethods.torch_free_tensor_list((nint)list.Data);
        return tensors;
    }

    private static nint Find(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        (string stem, string overload) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        NativeError.Check(NativeMethods.torch_operator_find("aten::" + stem, overload, out nint op));
        return op;
    }
}
