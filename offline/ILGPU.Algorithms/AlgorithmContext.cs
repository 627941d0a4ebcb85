namespace ILGPU;

/// <summary>Makes the functions of ILGPU.Algorithms known to a context. The simulator runs them as they stand, so there is nothing to do.</summary>
public static class AlgorithmContext
{
    public static Context.Builder EnableAlgorithms(this Context.Builder builder) => builder;
}
