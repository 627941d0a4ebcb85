using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static int get_num_threads() => NativeMethods.torch_threads();

    public static void set_num_threads(int num) => NativeError.Check(NativeMethods.torch_set_threads(num));

    public static int get_num_interop_threads() => NativeMethods.torch_interop_threads();

    public static void set_num_interop_threads(int num) => NativeError.Check(NativeMethods.torch_set_interop_threads(num));
}
