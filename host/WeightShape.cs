using System.Globalization;

namespace NormGpu.Host;

/// <summary>A weight tensor as weight norm sees it: one row of contiguous elements per index of dimension 0.</summary>
/// <param name="Rows">Output channels or features, 1 or more.</param>
/// <param name="RowLength">The product of the other dimensions, 1 to 2^31 − 1.</param>
public readonly record struct WeightShape(int Rows, long RowLength)
{
    /// <summary>All elements.</summary>
    public long Count => Rows * RowLength;

    /// <summary>The shape of a weight tensor, row-major: (out, in) of a linear layer, (out, in, …) of a convolution; (out) has rows of one element.</summary>
    /// <exception cref="ArgumentException">No dimensions, a dimension of 0 elements, or more than 2^31 − 1 rows or elements a row.</exception>
    public static WeightShape FromDimensions(ReadOnlySpan<long> dimensions)
    {
        var written = string.Join(", ", dimensions.ToArray().Select(d => d.ToString(CultureInfo.InvariantCulture)));
        if (dimensions.IsEmpty)
            throw new ArgumentException("The weight has no dimensions; weight norm needs at least one, (out, …).");
        var length = 1L;
        for (var i = 0; i < dimensions.Length; i++)
        {
            if (dimensions[i] < 1)
                throw new ArgumentException($"The weight has shape ({written}); every dimension must hold at least one element.");
            if (i > 0)
                length = checked(length * dimensions[i]);
        }

        if (dimensions[0] > int.MaxValue || length > int.MaxValue)
            throw new ArgumentException($"The weight has shape ({written}); at most {int.MaxValue} rows, and elements a row, are supported.");
        return new WeightShape((int)dimensions[0], length);
    }
}
