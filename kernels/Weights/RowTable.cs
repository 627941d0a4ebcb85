using ILGPU;

namespace NormGpu.Kernels.Weights;

/// <summary>Per-row values of a weight in device memory, (4, rows): norm, index of the largest element, gain, gradient of the gain.</summary>
/// <param name="values">The values; the indices as 32-bit integers.</param>
/// <param name="rows">Rows of the weight.</param>
public readonly struct RowTable(ArrayView<float> values, int rows)
{
    /// <summary>Values a row.</summary>
    public const int Count = 4;

    /// <summary>The norm of a row.</summary>
    public float Norm(int row) => values[row];

    /// <summary>Index inside the row of the first element with the largest |v|.</summary>
    public int Largest(int row) => values.Cast<int>()[rows + row];

    /// <summary>The norm that the row gets.</summary>
    public float Gain(int row) => values[2 * rows + row];

    /// <summary>Records a forward pass.</summary>
    public void SetNorm(int row, float norm, int largest)
    {
        values[row] = norm;
        values.Cast<int>()[rows + row] = largest;
    }

    /// <summary>Records a backward pass.</summary>
    public void SetGainGradient(int row, float gradient) => values[3 * rows + row] = gradient;
}
