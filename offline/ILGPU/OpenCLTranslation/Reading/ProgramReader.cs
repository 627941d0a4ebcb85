using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Reads a kernel and the methods it calls, each closed method once.</summary>
internal sealed class ProgramReader
{
    private readonly Dictionary<MethodBase, MethodReading> readings = [];

    private readonly List<MethodBase> underWay = [];

    /// <summary>The reading of a method; what it calls has been read before.</summary>
    /// <exception cref="NotSupportedException">The method or one that it calls cannot be translated.</exception>
    public MethodReading Read(MethodBase method)
    {
        if (readings.TryGetValue(method, out MethodReading? reading))
            return reading;
        if (underWay.Contains(method))
            throw new NotSupportedException($"{MethodNames.Of(method)} cannot be translated to OpenCL C: it calls itself, and OpenCL has no recursion.");
        underWay.Add(method);
        reading = new MethodReader(this, MethodBodyIl.Of(method)).Read();
        underWay.Remove(method);
        readings.Add(method, reading);
        return reading;
    }
}
