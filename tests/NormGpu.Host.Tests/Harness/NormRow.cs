using NormGpu.Reference;

namespace NormGpu.Host.Tests.Harness;

/// <summary>A norm under test and the formula that judges it. A new norm is a row in <see cref="All"/>.</summary>
internal sealed record NormRow(Norm Norm, int K, NormFormula Formula)
{
    public static readonly IReadOnlyDictionary<string, NormRow> All = new Dictionary<string, NormRow>(StringComparer.Ordinal)
    {
        ["l1"] = new(Norm.L1, 10, new L1Formula()),
        ["l2"] = new(Norm.L2, 10, new L2Formula()),
        ["linf"] = new(Norm.LInf, 10, new LInfFormula()),
        ["top1"] = new(Norm.TopK, 1, new TopKFormula(1)),
        ["top3"] = new(Norm.TopK, 3, new TopKFormula(3)),
        ["top10"] = new(Norm.TopK, 10, new TopKFormula(10)),
        ["range"] = new(Norm.Range, 10, new RangeFormula()),
        ["mean"] = new(Norm.Mean, 10, new MeanFormula()),
    };

    /// <summary>Whether it has a weight and a running scale: mean-only has a bias and a mean.</summary>
    public bool HasScale => Norm != Norm.Mean;

    public static NormRow TopK(int k) => new(Norm.TopK, k, new TopKFormula(k));
}
