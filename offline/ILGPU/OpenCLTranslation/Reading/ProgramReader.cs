using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Reads a kernel and the methods it calls, each closed method once.</summary>
internal sealed class ProgramReader
{
    private readonly Dictionary<(MethodBase, Type?), MethodReading> readings = [];

    private readonly List<MethodBase> underWay = [];

    /// <summary>The reading of a method; what it calls has been read before.</summary>
    /// <param name="method">The method.</param>
    /// <param name="receiver">For a default member of an interface the structure that `this` is; else null.</param>
    /// <exception cref="NotSupportedException">The method or one that it calls cannot be translated.</exception>
    public MethodReading Read(MethodBase method, Type? receiver = null)
    {
        if (readings.TryGetValue((method, receiver), out MethodReading? reading))
            return reading;
        if (underWay.Contains(method))
            throw new NotSupportedException($"{MethodNames.Of(method)} cannot be translated to OpenCL C: it calls itself, and OpenCL has no recursion.");
        // What is read first is the kernel: its views are of buffers.
        Space parameters = underWay.Count == 0 ? Space.Global : Space.Unknown;
        underWay.Add(method);
        reading = new MethodReader(this, MethodBodyIl.Of(method), receiver, parameters).Read();
        underWay.Remove(method);
        readings.Add((method, receiver), reading);
        return reading;
    }
}
