namespace NormGpu.Reference;

/// <summary>Derivatives by central differences: what the reference's own backward formulas are judged by.</summary>
public static class GradientCheck
{
    /// <summary>d loss/d x_i for every i, where loss = sum dy·y and y comes from <paramref name="forward"/>. Error about step²·(third derivative) + 1e-16/step.</summary>
    public static double[] Numeric(Func<double[], double[]> forward, double[] x, double[] dy, double step)
    {
        var gradient = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
            gradient[i] = (Loss(x, i, step) - Loss(x, i, -step)) / (2 * step);
        return gradient;

        double Loss(double[] at, int index, double change)
        {
            var moved = (double[])at.Clone();
            moved[index] += change;
            return forward(moved).Zip(dy, (y, g) => y * g).Sum();
        }
    }
}
