namespace NormGpu.Kernels.Totals;

/// <summary>What a reduction keeps of any part of a channel; parts are combined in a fixed order.</summary>
public interface ITotals<TSelf>
    where TSelf : unmanaged, ITotals<TSelf>
{
    /// <summary>The totals of two parts taken together.</summary>
    static abstract TSelf Combine(TSelf left, TSelf right);
}
