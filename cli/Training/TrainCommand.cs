using System.CommandLine;
using System.Globalization;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Data;
using NormGpu.Cli.Devices;
using NormGpu.Torch.Models;

namespace NormGpu.Cli.Training;

/// <summary>`normgpu train`: reads its options.</summary>
internal static class TrainCommand
{
    private const string Dynamic = "dynamic";
    private const string AutomaticScale = "128; fp32: 1";

    public static Command Create(Terminal terminal)
    {
        var models = new Words<string>([.. ModelCatalogue.Names.Select(name => (name, name))]);
        var norm = SharedWords.Norm.Option("--norm", "What the batch norms divide by.", "l1");
        var k = NumberOptions.Integer("--k", "Elements that topk averages; above the number of elements it means all.", 10, least: 1);
        var constant = SharedWords.Constant.Option("--constant", "How linf, topk and range are made to match the standard deviation: the paper's formula, or expected extremes of Gaussian values.", "paper");
        var precision = TrainingWords.Precision.Option("--precision", "fp16: half tensors with FP32 master weights; fp16-pure: without masters.", "fp16");
        var arithmetic = SharedWords.Arithmetic.Option("--arithmetic", "Rounding of every elementwise result inside the norms; fp16 needs half tensors.", "fp32");
        var accumulate = SharedWords.Accumulation.Option("--accumulate", "Rounding of sums inside the norms; fp16 is hierarchical and needs half tensors.", "fp32");
        var model = models.Option("--model", "The network.", "resnet8");
        var data = new Option<string>("--data")
        {
            Description = $"The installed {DatasetLocation.FashionMnist}, or a folder with IDX files.",
            HelpName = $"{DatasetLocation.FashionMnist}|DIR",
            DefaultValueFactory = _ => DatasetLocation.FashionMnist,
        };
        var trainImages = NumberOptions.Integer("--train-images", "Train on the first so many images; 0 means all.", 0, least: 0);
        var input = TrainingWords.Input.Option("--input", "Pixels as 0…255, or minus their mean over their standard deviation.", "standardised");
        var epochs = NumberOptions.Integer("--epochs", "Passes over the training images.", 3, least: 1, most: 100_000);
        var batch = NumberOptions.Integer("--batch", "Images of a step.", 128, least: 2, most: 1 << 20);
        var rate = NumberOptions.Real("--lr", "Learning rate at the start.", 0.1, "a number above 0", value => value > 0);
        var schedule = TrainingWords.Schedule.Option("--lr-schedule", "cosine falls to 0; step takes a tenth after each quarter of the epochs, late-step after half and three quarters.", "cosine");
        var momentum = NumberOptions.Real("--momentum", "Momentum of the optimizer.", 0.9, "a number from 0 to below 1", value => value is >= 0 and < 1);
        var decay = NumberOptions.Real("--weight-decay", "On the weights of --decay.", 5e-4, "a number, 0 or more", value => value >= 0);
        var decayed = TrainingWords.Decay.Option("--decay", "What weight decay applies to: convolution and linear weights, or linear ones only.", "all");
        var initialWeights = TrainingWords.InitialWeights.Option("--initial-weights", "Distribution of the convolutions' initial weights.", "normal");
        var weightNorm = TrainingWords.WeightForm.Option("--weight-norm", "Weights of fixed (bounded) or learned norm, the last layer's excepted; goes with --norm mean and --weight-decay 0.", "none");
        var factor = NumberOptions.Real("--constant-factor", "Multiplies the norms' constant C.", 1, "a number above 0", value => value > 0);
        var channelNorms = TrainingWords.ChannelNorms.Option(
            "--channel-norms", "corrected: steps times norm²/recorded norm²; scheduled: norms set to the recorded ones, and raised where the rate would fall.", "free");
        var channelNormsFrom = new Option<string>("--channel-norms-from")
        {
            Description = $"The {TrainingRun.NormsName} of an earlier run with weight decay.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "",
        };
        var lossScale = new Option<string>("--loss-scale")
        {
            Description = "The loss is multiplied by it before the backward pass; dynamic adapts it.",
            HelpName = $"number|{Dynamic}",
            DefaultValueFactory = _ => AutomaticScale,
        };
        var seed = NumberOptions.Integer("--seed", "Of the initial weights and the order of images; the same seed gives the same bits.", 1, least: 0);
        var threads = NumberOptions.Integer("--threads", "Processor threads; the same number is needed for the same bits.", Environment.ProcessorCount, least: 1, most: 1024);
        var device = DeviceOption.Create("Where the norms are computed, see `normgpu devices`; everything else is libtorch's, on the processor.");
        var resume = new Option<bool>("--resume") { Description = "Go on after the last epoch that an earlier run with the same settings left in DIR." };
        var output = new Option<string>("--out") { Description = "Folder for the results; made where it is missing.", HelpName = "DIR", DefaultValueFactory = _ => "out/train" };

        var command = new Command("train", "Train a network on images. Writes metrics.csv, curve.csv (the same without timings), channel_norms.json, summary.json, weights.npz and checkpoint.npz.")
        {
            norm, precision, model, data, epochs, batch, rate, schedule, momentum, decay, seed, threads, device, output,
            arithmetic, accumulate, k, constant, factor, input, trainImages, lossScale, decayed, initialWeights, weightNorm, channelNorms, channelNormsFrom, resume,
        };
        command.SetAction(parsed =>
        {
            var kind = TrainingWords.Precision.Of(parsed, precision);
            var settings = new TrainingSettings
            {
                Norm = SharedWords.Norm.Of(parsed, norm),
                K = parsed.GetValue(k),
                Constant = SharedWords.Constant.Of(parsed, constant),
                Precision = kind,
                Arithmetic = SharedWords.Arithmetic.Of(parsed, arithmetic),
                Accumulation = SharedWords.Accumulation.Of(parsed, accumulate),
                Model = models.Of(parsed, model),
                Data = parsed.GetRequiredValue(data),
                Input = TrainingWords.Input.Of(parsed, input),
                TrainImages = parsed.GetValue(trainImages),
                Epochs = parsed.GetValue(epochs),
                BatchSize = parsed.GetValue(batch),
                LearningRate = parsed.GetValue(rate),
                Schedule = TrainingWords.Schedule.Of(parsed, schedule),
                Momentum = parsed.GetValue(momentum),
                WeightDecay = parsed.GetValue(decay),
                Decay = TrainingWords.Decay.Of(parsed, decayed),
                InitialWeights = TrainingWords.InitialWeights.Of(parsed, initialWeights),
                WeightForm = TrainingWords.WeightForm.Of(parsed, weightNorm),
                ConstantFactor = parsed.GetValue(factor),
                ChannelNorms = TrainingWords.ChannelNorms.Of(parsed, channelNorms),
                ChannelNormsFrom = parsed.GetRequiredValue(channelNormsFrom),
                LossScale = Scale(parsed.GetRequiredValue(lossScale), kind),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Device = DeviceOption.Of(parsed, device).Id,
            };
            Train(terminal, settings, parsed.GetRequiredValue(output), parsed.GetValue(resume));
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Train(Terminal terminal, TrainingSettings settings, string folder, bool resume)
    {
        if (settings.Precision == Precision.Float32 && (settings.Arithmetic == Arithmetic.Float16 || settings.Accumulation == Accumulation.Float16))
            throw CommandException.WrongUse("--arithmetic fp16 and --accumulate fp16 need half tensors, but --precision is fp32.");
        if (settings.ChannelNorms == ChannelNormUse.Free != (settings.ChannelNormsFrom.Length == 0))
            throw CommandException.WrongUse("--channel-norms corrected and scheduled need --channel-norms-from FILE, and free takes none.");
        if (settings.ChannelNormsFrom.Length > 0 && !File.Exists(settings.ChannelNormsFrom))
            throw CommandException.Failed($"There is no file {settings.ChannelNormsFrom}; --channel-norms-from takes the {TrainingRun.NormsName} of an earlier run.");
        var data = Dataset.Read(DatasetLocation.Resolve(settings.Data));
        if (settings.TrainImages > data.Training.Count)
            throw CommandException.WrongUse($"--train-images asks for {settings.TrainImages} images, but {settings.Data} has {data.Training.Count}.");

        using var stop = new StopSignal(terminal.Stop);
        var images = settings.TrainImages == 0 ? data.Training.Count : settings.TrainImages;
        var result = TrainingProgress.Show(
            terminal, settings.Epochs, images, events => TrainingRun.Execute(settings, data, folder, resume, events, stop.Token));
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"test accuracy {result.Epochs[^1].TestAccuracy:F2} % after {result.Seconds:F1} s, results in {folder}"));
    }

    private static double? Scale(string written, Precision precision)
    {
        if (written is AutomaticScale)
            return precision == Precision.Float32 ? 1 : 128;
        if (written is Dynamic)
            return null;
        if (double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && double.IsFinite(scale) && scale > 0)
            return scale;
        throw CommandException.WrongUse($"--loss-scale takes a number above 0 or {Dynamic}, not '{written}'.");
    }
}
