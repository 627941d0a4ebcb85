namespace NormGpu.Host;

/// <summary>What a weight norm's forward pass leaves for its backward pass: (<see cref="Values"/>, rows) FP32 values in one block that the caller owns.</summary>
/// <param name="address">Start of the block, Values·rows floats.</param>
/// <param name="rows">Rows of the weight.</param>
public readonly unsafe struct RowStatistics(float* address, int rows)
{
    /// <summary>Values a row: norm and index of the largest element.</summary>
    public const int Values = 2;

    /// <summary>Rows of the weight.</summary>
    public int Rows => rows;

    /// <summary>The norm of each row, FP32 whatever the weight's type; (rows).</summary>
    public float* Norm => address;

    /// <summary>Index inside the row of the first element with the largest |v|, as a 32-bit integer; L∞ only, otherwise 0; (rows).</summary>
    public int* Largest => (int*)(address + rows);
}
