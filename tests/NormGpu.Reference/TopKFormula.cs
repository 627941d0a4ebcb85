namespace NormGpu.Reference;

/// <summary>deviation = mean of the k largest |d|, ties by lowest index; C = C∞(n) for every k. k above n counts as n.</summary>
public class TopKFormula(long k) : NormFormula
{
    public override double Constant(long count) => 0.5 * (1 + Math.Sqrt(Math.PI * Math.Log(4))) / Math.Sqrt(2 * Math.Log(count));

    public override double Deviation(ReadOnlySpan<double> d)
    {
        var selected = Selected(d);
        var total = 0.0;
        foreach (var i in selected)
            total += Math.Abs(d[i]);
        return total / selected.Length;
    }

    public override double[] ScaleSlopes(ReadOnlySpan<double> d, double scale)
    {
        var slopes = new double[d.Length];
        var selected = Selected(d);
        foreach (var i in selected)
            slopes[i] = Constant(d.Length) * Math.Sign(d[i]) / selected.Length;
        return slopes;
    }

    /// <summary>Indices of the k largest |d|, largest first, equal ones by lowest index.</summary>
    public int[] Selected(ReadOnlySpan<double> d)
    {
        var order = Order(d);
        return order[..(int)Math.Min(k, order.Length)];
    }

    public override double DistanceToKink(ReadOnlySpan<double> d)
    {
        var order = Order(d);
        var selected = (int)Math.Min(k, order.Length);
        var last = d[order[selected - 1]];
        var nearest = Math.Abs(last);

        // Of two elements, d_1 = −d_0: either choice gives the same gradient.
        if (d.Length == 2)
            return nearest;
        for (var i = selected; i < order.Length; i++)
        {
            var next = d[order[i]];
            if (next != last)
                return Math.Min(nearest, Math.Abs(last) - Math.Abs(next));
        }

        return nearest;
    }

    private static int[] Order(ReadOnlySpan<double> d)
    {
        var order = new int[d.Length];
        var keys = new (double Magnitude, int Index)[d.Length];
        for (var i = 0; i < d.Length; i++)
        {
            order[i] = i;
            keys[i] = (-Math.Abs(d[i]), i);
        }

        Array.Sort(keys, order);
        return order;
    }
}
