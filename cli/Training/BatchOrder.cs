namespace NormGpu.Cli.Training;

/// <summary>Which images make up which batch.</summary>
public static class BatchOrder
{
    // Any odd number far from small seeds keeps the orders of neighbouring seeds and epochs apart.
    private const int EpochStride = 1_000_003;

    /// <summary>The image numbers 0…count−1 in an order of their own for each seed and epoch, the same on every machine.</summary>
    public static int[] Shuffled(int count, int seed, int epoch)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(unchecked(seed * EpochStride + epoch)).Shuffle(order);
        return order;
    }

    /// <summary>Cuts an order in batches; the last one is smaller, and left out where it would be one image, which no batch norm can take.</summary>
    public static IReadOnlyList<ArraySegment<int>> Cut(int[] order, int batchSize)
    {
        var batches = new List<ArraySegment<int>>();
        for (var start = 0; start < order.Length; start += batchSize)
            batches.Add(new ArraySegment<int>(order, start, Math.Min(batchSize, order.Length - start)));
        if (batches.Count > 1 && batches[^1].Count == 1)
            batches.RemoveAt(batches.Count - 1);
        return batches;
    }
}
