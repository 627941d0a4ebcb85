using System.CommandLine;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Devices;
using NormGpu.Host;

namespace NormGpu.Cli.Apply;

/// <summary>`normgpu apply batch-norm`: reads its options.</summary>
internal static class ApplyBatchNormCommand
{
    public static Command Create(Terminal terminal)
    {
        var norm = SharedWords.Norm.Option("--norm", "What a channel is divided by.");
        var x = new Option<string>("--x") { Description = "Input, float16 or float32, of 2 to 5 dimensions.", HelpName = "x.npy", Required = true };
        var dy = File("--dy", "dy.npy", "Gradient of y, like x; then dx, dweight and dbias are written too.");
        var weight = File("--weight", "w.npy", "gamma, float32, one value per channel (otherwise 1); not with mean.");
        var bias = File("--bias", "b.npy", "beta, float32, one value per channel (otherwise 0).");
        var runningMean = File("--running-mean", "m.npy", "Running mean before this batch, float32, one value per channel (otherwise 0).");
        var runningScale = File("--running-scale", "s.npy", "Running scale before this batch, float32, one value per channel (otherwise 1); not with l2, and without effect on mean.");
        var runningVariance = File("--running-var", "v.npy", "Running variance before this batch, float32, one value per channel (otherwise 1); with l2 only.");
        var eval = new Option<bool>("--eval") { Description = "Normalize with the running statistics, and write y and gradients only." };
        var momentum = NumberOptions.Real("--momentum", "Weight of this batch in the running statistics.", 0.1, "a number from 0 to 1", value => value is >= 0 and <= 1);
        var epsilon = NumberOptions.Real("--eps", "Added to the scale; with l2 to the variance.", 1e-5, "a finite number, 0 or more", value => value >= 0 && float.IsFinite((float)value));
        var k = NumberOptions.Integer("--k", "Elements that topk averages; above the number of elements it means all.", 10, least: 1);
        var constant = SharedWords.Constant.Option("--constant", "How linf, topk and range are made to match the standard deviation: the paper's formula, or expected extremes of Gaussian values.", "paper");
        var arithmetic = SharedWords.Arithmetic.Option("--arithmetic", "Rounding of every elementwise result; fp16 needs float16 x.", "fp32");
        var accumulate = SharedWords.Accumulation.Option("--accumulate", "Rounding of sums; fp16 is hierarchical and needs float16 x.", "fp32");
        var layout = SharedWords.Layout.Option("--layout", "How the files of x, dy, y and dx lie: nchw is (N, C, …), nhwc is (N, …, C).", "nchw");
        var device = DeviceOption.Create();
        var output = new Option<string>("--out") { Description = "Folder for the results; made where it is missing.", HelpName = "DIR", Required = true };

        var command = new Command("batch-norm", "Batch norm. Writes y, batch_mean, batch_scale, running_mean and running_scale (l2: running_var); with --dy also dx, dweight (not for mean) and dbias.")
        {
            norm, x, dy, weight, bias, runningMean, runningScale, runningVariance, eval, momentum, epsilon, k, constant, arithmetic, accumulate, layout, device, output,
        };
        command.SetAction(parsed =>
        {
            var settings = new BatchNormSettings(
                SharedWords.Norm.Of(parsed, norm),
                (float)parsed.GetValue(epsilon),
                parsed.GetValue(k),
                SharedWords.Arithmetic.Of(parsed, arithmetic),
                SharedWords.Accumulation.Of(parsed, accumulate),
                Constant: SharedWords.Constant.Of(parsed, constant));
            var (scale, foreign) = settings.Norm == Norm.L2 ? (runningVariance, runningScale) : (runningScale, runningVariance);
            if (parsed.GetValue(foreign) is not null)
                throw CommandException.WrongUse($"--norm {SharedWords.Norm.For(settings.Norm)} keeps its running statistics in {scale.Name}, not {foreign.Name}.");

            if (settings.Norm == Norm.Mean && parsed.GetValue(weight) is not null)
                throw CommandException.WrongUse($"--norm mean has no weight: its scale is exactly 1. Leave {weight.Name} away.");

            var place = DeviceOption.Of(parsed, device);
            var files = new BatchNormFiles(
                parsed.GetRequiredValue(x), parsed.GetValue(dy), parsed.GetValue(weight), parsed.GetValue(bias), parsed.GetValue(runningMean), parsed.GetValue(scale));
            using var job = BatchNormJob.Load(files, settings, SharedWords.Layout.Of(parsed, layout), parsed.GetValue(eval), (float)parsed.GetValue(momentum));
            job.Compute(place);
            var written = job.Save(parsed.GetRequiredValue(output));
            terminal.Output.WriteLine($"{parsed.GetRequiredValue(output)}: {string.Join(", ", written)}");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Option<string?> File(string name, string example, string description)
    {
        return new Option<string?>(name) { Description = description, HelpName = example };
    }
}
