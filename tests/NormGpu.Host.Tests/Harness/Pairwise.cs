namespace NormGpu.Host.Tests.Harness;

/// <summary>Few rows in which any two values of different columns still meet: what most mistakes need to show.</summary>
internal static class Pairwise
{
    /// <summary>Rows of value indices, greedily: each row is the one that brings most new pairs, the first of equals. The same rows on every run.</summary>
    /// <param name="sizes">How many values each column has.</param>
    public static IEnumerable<int[]> Cover(params int[] sizes)
    {
        var rows = Cross(sizes).ToList();
        var missing = rows.SelectMany(Pairs).ToHashSet();
        while (missing.Count > 0)
        {
            var best = rows.MaxBy(row => Pairs(row).Count(missing.Contains))!;
            missing.ExceptWith(Pairs(best));
            yield return best;
        }
    }

    /// <summary>Every combination.</summary>
    public static IEnumerable<int[]> Cross(params int[] sizes) => sizes.Aggregate(
        (IEnumerable<int[]>)[[]],
        (rows, size) => from row in rows from value in Enumerable.Range(0, size) select (int[])[.. row, value]);

    private static IEnumerable<(int Column, int Value, int OtherColumn, int OtherValue)> Pairs(int[] row) =>
        from column in Enumerable.Range(0, row.Length)
        from other in Enumerable.Range(column + 1, row.Length - column - 1)
        select (column, row[column], other, row[other]);
}
