namespace NormGpu.Torch.Autograd;

/// <summary>The part of a weight norm that is no input of the graph.</summary>
/// <param name="norm">L1, L2 or LInf.</param>
/// <param name="rho">The norm of every row where there is no g.</param>
internal sealed class WeightNormCall(Norm norm, float rho) : FunctionCall
{
    public Norm Norm => norm;

    public float Rho => rho;
}
