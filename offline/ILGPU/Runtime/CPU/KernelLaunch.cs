using System.Reflection;

namespace ILGPU.Runtime.CPU;

/// <summary>One launch: the kernel, its shape, and a delegate that runs it once, for the thread that is current.</summary>
internal readonly record struct KernelLaunch(MethodInfo Method, KernelConfig Config, Action RunThread)
{
    /// <summary>`Type.Method`, with the generic arguments of the method.</summary>
    public string KernelName
    {
        get
        {
            string name = $"{Method.DeclaringType?.Name}.{Method.Name}";
            return Method.IsGenericMethod ? $"{name}<{string.Join(", ", Method.GetGenericArguments().Select(type => type.Name))}>" : name;
        }
    }
}
