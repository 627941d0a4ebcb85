using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Npy;
using NormGpu.Host;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.Apply;

/// <summary>One weight norm on tensors in memory: loaded and checked, computed, saved.</summary>
internal sealed unsafe class WeightNormJob : ApplyJob
{
    private readonly Norm norm;
    private readonly WeightShape shape;
    private readonly NpyTensor v;
    private readonly NpyTensor? dw;
    private readonly NpyTensor? g;
    private readonly float rho;

    private WeightNormJob(WeightNormFiles files, Norm norm, float? rho)
    {
        this.norm = norm;
        try
        {
            v = Read(files.Direction);
            shape = ShapeOf(files.Direction);
            dw = files.WeightGradient is { } gradient ? ReadGradient(gradient, "dw", v, "v") : null;
            g = files.Gain is { } gain ? ReadVector(gain, shape.Rows, "one value per index of v's dimension 0") : null;
            this.rho = g is not null ? 0 : rho ?? WeightNorm.BoundedRho(norm, shape, v.Type, v.Data);
            if (!float.IsFinite(this.rho))
                throw CommandException.Failed($"{files.Direction} holds values that are not finite, so that its rho is {this.rho:R}; give a number as --rho.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Reads the files and checks that they fit each other.</summary>
    /// <param name="files">The files.</param>
    /// <param name="norm">L1, L2 or LInf.</param>
    /// <param name="rho">The norm of every row where there is no g; null for the weight's own.</param>
    /// <exception cref="CommandException">A file is missing, damaged, or does not fit v.</exception>
    public static WeightNormJob Load(WeightNormFiles files, Norm norm, float? rho)
    {
        return new WeightNormJob(files, norm, rho);
    }

    /// <summary>Computes all results in memory, on the device.</summary>
    public void Compute(ComputeDevice device)
    {
        var w = Result("w", v.Type, v.Shape);
        var statisticsBlock = Own(new NpyTensor(ElementType.Float32, RowStatistics.Values, shape.Rows));
        var statistics = new RowStatistics((float*)statisticsBlock.Data, shape.Rows);
        WeightNorm.Forward(norm, shape, v.Type, v.Data, w.Data, Floats(g), rho, statistics, device: device);
        if (dw is null)
            return;
        var dv = Result("dv", v.Type, v.Shape);
        var dg = g is null ? null : Result("dg", ElementType.Float32, [shape.Rows]);
        WeightNorm.Backward(norm, shape, v.Type, v.Data, dw.Data, dv.Data, Floats(g), rho, statistics, Floats(dg), device: device);
    }

    private WeightShape ShapeOf(string path)
    {
        try
        {
            return WeightShape.FromDimensions([.. v.Shape]);
        }
        catch (ArgumentException problem)
        {
            throw CommandException.Failed($"{path}: {problem.Message}");
        }
    }
}

/// <summary>The .npy files that a weight norm reads; null where there is none.</summary>
/// <param name="Direction">v.</param>
/// <param name="Gain">g.</param>
/// <param name="WeightGradient">dw.</param>
internal sealed record WeightNormFiles(string Direction, string? Gain, string? WeightGradient);
