using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Npy;
using NormGpu.Host;
using NormGpu.Host.Devices;

namespace NormGpu.Cli.Apply;

/// <summary>One batch norm on tensors in memory: loaded and checked, computed, saved.</summary>
internal sealed unsafe class BatchNormJob : ApplyJob
{
    private readonly BatchNormSettings settings;
    private readonly ChannelShape shape;
    private readonly bool inference;
    private readonly float momentum;
    private readonly NpyTensor x;
    private readonly NpyTensor? dy;
    private readonly NpyTensor? weight;
    private readonly NpyTensor? bias;
    private readonly NpyTensor runningMean;
    private readonly NpyTensor runningScale;

    private BatchNormJob(BatchNormFiles files, in BatchNormSettings settings, ChannelLayout layout, bool inference, float momentum)
    {
        this.settings = settings;
        this.inference = inference;
        this.momentum = momentum;
        try
        {
            x = Read(files.Input);
            shape = ShapeOf(files.Input, layout);
            settings.Validate(x.Type);
            if (!inference && shape.CountPerChannel == 1 && settings.Norm != Norm.Mean)
                throw CommandException.Failed($"{files.Input} has shape {NpyTensor.Written(x.Shape)}, one element per channel; training needs more than one.");
            dy = files.OutputGradient is { } path ? ReadGradient(path, "dy", x, "x") : null;
            weight = files.Weight is null ? null : Vector(files.Weight, 0);
            bias = files.Bias is null ? null : Vector(files.Bias, 0);
            runningMean = Vector(files.RunningMean, 0);
            // Mean-only keeps none: its scale is 1.
            runningScale = Vector(settings.Norm == Norm.Mean ? null : files.RunningScale, 1);
        }
        catch (ArgumentException problem)
        {
            Dispose();
            throw CommandException.WrongUse(problem.Message);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Reads the files and checks that they fit each other.</summary>
    /// <exception cref="CommandException">A file is missing, damaged, or does not fit x.</exception>
    public static BatchNormJob Load(BatchNormFiles files, in BatchNormSettings settings, ChannelLayout layout, bool inference, float momentum)
    {
        return new BatchNormJob(files, settings, layout, inference, momentum);
    }

    /// <summary>Computes all results in memory, on the device.</summary>
    public void Compute(ComputeDevice device)
    {
        if (inference)
            Infer(device);
        else
            Train(device);
    }

    private float* RunningScale => settings.Norm == Norm.Mean ? null : Floats(runningScale);

    private void Train(ComputeDevice device)
    {
        var y = Result("y", x.Type, x.Shape);
        var statisticsBlock = Own(new NpyTensor(ElementType.Float32, ChannelStatistics.Rows, shape.Channels));
        var statistics = new ChannelStatistics((float*)statisticsBlock.Data, shape.Channels);
        var running = new RunningStatistics(Floats(runningMean), RunningScale, momentum);
        BatchNorm.Forward(settings, shape, x.Type, x.Data, y.Data, Floats(weight), Floats(bias), statistics, running, device: device);

        CopyOf("batch_mean", statistics.Mean);
        CopyOf("batch_scale", statistics.Scale);
        AddResult("running_mean", runningMean);
        AddResult(settings.Norm == Norm.L2 ? "running_var" : "running_scale", runningScale);
        if (dy is null)
            return;
        var (dx, dweight, dbias) = GradientResults();
        BatchNorm.Backward(settings, shape, x.Type, x.Data, dy.Data, dx.Data, Floats(weight), Floats(bias), statistics, Floats(dweight), Floats(dbias), device: device);
    }

    private void Infer(ComputeDevice device)
    {
        var y = Result("y", x.Type, x.Shape);
        BatchNorm.Inference(settings, shape, x.Type, x.Data, y.Data, Floats(weight), Floats(bias), Floats(runningMean), RunningScale, device: device);
        if (dy is null)
            return;
        var (dx, dweight, dbias) = GradientResults();
        BatchNorm.BackwardInference(
            settings, shape, x.Type, x.Data, dy.Data, dx.Data, Floats(weight), Floats(bias), Floats(runningMean), RunningScale, Floats(dweight), Floats(dbias),
            device: device);
    }

    private (NpyTensor Input, NpyTensor? Weight, NpyTensor Bias) GradientResults()
    {
        var dx = Result("dx", x.Type, x.Shape);
        var dweight = settings.Norm == Norm.Mean ? null : Result("dweight", ElementType.Float32, [shape.Channels]);
        return (dx, dweight, Result("dbias", ElementType.Float32, [shape.Channels]));
    }

    private void CopyOf(string name, float* values)
    {
        new ReadOnlySpan<float>(values, shape.Channels).CopyTo(Result(name, ElementType.Float32, [shape.Channels]).Singles);
    }

    private ChannelShape ShapeOf(string path, ChannelLayout layout)
    {
        try
        {
            return ChannelShape.FromDimensions([.. x.Shape], layout);
        }
        catch (ArgumentException problem)
        {
            throw CommandException.Failed($"{path}: {problem.Message}");
        }
    }

    private NpyTensor Vector(string? path, float otherwise)
    {
        return path is null ? Own(NpyTensor.Filled(shape.Channels, otherwise)) : ReadVector(path, shape.Channels, "one value per channel of x");
    }
}
