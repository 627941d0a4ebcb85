namespace ILGPU.Algorithms;

/// <summary>ILGPU reduces by shuffles over whole warps: in a group with a partial warp its results are garbage, so the simulator refuses such groups.</summary>
internal static class WholeWarps
{
    /// <summary>Fails unless every warp of the group is full.</summary>
    /// <exception cref="InvalidOperationException">The group's last warp is not full.</exception>
    public static void Require()
    {
        int threads = Group.Dimension.Size;
        if (threads % Warp.WarpSize != 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"it reduces in a group of {threads} threads, which is not a whole number of warps of {Warp.WarpSize}, and ILGPU reduces only whole warps"));
        }
    }
}
