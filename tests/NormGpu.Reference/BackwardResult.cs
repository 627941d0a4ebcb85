namespace NormGpu.Reference;

/// <summary>One channel's gradients, with the sizes of the terms that were added: what rounding errors are proportional to.</summary>
/// <param name="Dx">Gradient of x.</param>
/// <param name="Dweight">Gradient of weight: sum dy·x̂.</param>
/// <param name="Dbias">Gradient of bias: sum dy.</param>
/// <param name="Slopes">ds/dx_i, which multiplies sum dy·x̂ in dx.</param>
/// <param name="DxTerms">Per element: the terms of dx, each by its absolute value.</param>
/// <param name="DweightTerms">sum |dy|·(|x| + |mean|)/s.</param>
/// <param name="DbiasTerms">sum |dy|.</param>
public sealed record BackwardResult(double[] Dx, double Dweight, double Dbias, double[] Slopes, double[] DxTerms, double DweightTerms, double DbiasTerms);
