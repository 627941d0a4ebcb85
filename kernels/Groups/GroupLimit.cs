namespace NormGpu.Kernels.Groups;

/// <summary>Sizes that kernels reserve shared memory for.</summary>
public static class GroupLimit
{
    /// <summary>Most threads of a group.</summary>
    public const int Threads = 256;

    /// <summary>Most columns of a group that counts digits.</summary>
    public const int Columns = 8;
}
