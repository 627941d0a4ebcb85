using System.IO.Compression;
using System.Text.Json;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Tests.Data;

namespace NormGpu.Cli.Tests.Training;

[Collection(LibtorchTests.Name)]
public sealed class TrainCommandTests : IDisposable
{
    private const string Small = "train --data DATA --epochs 2 --batch 32 --lr 0.05 --threads 1";

    private readonly TemporaryFolder folder = new();

    public TrainCommandTests()
    {
        Directory.CreateDirectory(folder.File("data"));
        IdxBytes.WriteDataset(folder.File("data"), training: 160, test: 60);
    }

    public static TheoryData<string> Kinds => new()
    {
        "--model resnet8 --norm l2 --precision fp32",
        "--model resnet8 --norm l1 --precision fp16 --arithmetic fp16 --accumulate fp16",
        "--model lenet --norm topk --precision fp16 --loss-scale dynamic",
        "--model lenet --norm linf --precision fp16-pure --lr-schedule step",
        "--model lenet --norm l2 --precision fp16 --weight-norm learned-l2 --weight-decay 0 --constant-factor 2",
        "--model resnet8-narrow --norm l1 --precision fp32 --weight-norm bounded-linf --decay linear",
    };

    public void Dispose()
    {
        folder.Dispose();
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void The_same_seed_gives_the_same_bits(string kind)
    {
        Libtorch.Require();

        Train($"{Small} {kind} --seed 3 --out a").Done();
        Train($"{Small} {kind} --seed 3 --out b").Done();
        Train($"{Small} {kind} --seed 4 --out c").Done();

        foreach (var file in new[] { "curve.csv", "weights.npz" })
        {
            Assert.Equal(Content("a", file), Content("b", file));
            Assert.NotEqual(Content("a", file), Content("c", file));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void A_stopped_and_resumed_training_ends_in_the_same_bits(string kind)
    {
        Libtorch.Require();
        Train($"{Small} {kind} --out whole").Done();

        using var stop = new CancellationTokenSource();
        var stopped = Train(stop, "epoch 1/2", $"{Small} {kind} --out halves");
        Assert.Equal((int)ExitCode.Failed, stopped.Code);
        Assert.Equal("normgpu: Stopped in epoch 2 of 2; the same command with --resume goes on after epoch 1.\n", stopped.Error);
        Train($"{Small} {kind} --out halves --resume").Done();

        foreach (var file in new[] { "curve.csv", "weights.npz" })
            Assert.Equal(Content("whole", file), Content("halves", file));
    }

    [SkippableFact]
    public void A_training_that_is_stopped_at_once_leaves_nothing()
    {
        Libtorch.Require();
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Run.Of(stop.Token, Words($"{Small} --out none")).Refused(ExitCode.Failed, "Stopped in the first epoch");

        Assert.False(Directory.Exists(folder.File("none")));
    }

    [SkippableFact]
    public void Resuming_wants_the_same_settings_and_a_whole_checkpoint()
    {
        Libtorch.Require();
        Train($"{Small} --model lenet --out o").Done();

        Train($"{Small} --model lenet --out o --resume --momentum 0.5").Refused(ExitCode.WrongUse, "momentum 0.9, not 0.5");
        Train($"{Small} --model lenet --out other --resume").Refused(ExitCode.Failed, "no checkpoint.npz");
        File.WriteAllBytes(folder.File("o/checkpoint.npz"), File.ReadAllBytes(folder.File("o/checkpoint.npz"))[..1000]);
        Train($"{Small} --model lenet --out o --resume").Refused(ExitCode.Failed, "checkpoint.npz is damaged");
    }

    [SkippableTheory]
    [InlineData("l2", "fp32")]
    [InlineData("l1", "fp16")]
    [InlineData("topk", "fp16")]
    public void It_learns_what_is_plain_to_see(string norm, string precision)
    {
        Libtorch.Require();

        Train($"{Small} --epochs 6 --model lenet --norm {norm} --precision {precision} --out o".Replace("--epochs 2 ", "", StringComparison.Ordinal)).Done();

        var accuracy = Summary("o").GetProperty("test_accuracy").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        Assert.Equal(6, accuracy.Length);
        // Ten classes by chance: 10 %.
        Assert.True(accuracy[^1] > 60, $"{accuracy[^1]} %");
    }

    [SkippableFact]
    public void On_raw_pixels_half_arithmetic_breaks_the_statistics_of_L2_and_not_those_of_L1()
    {
        Libtorch.Require();

        Train($"{Small} --input raw --norm l2 --arithmetic fp16 --out l2").Done();
        Train($"{Small} --input raw --norm l1 --arithmetic fp16 --accumulate fp16 --out l1").Done();

        Assert.True(Summary("l2").GetProperty("nonfinite_statistics").GetInt64() > 0);
        Assert.True(Summary("l2").GetProperty("layers")[0].GetProperty("nonfinite_statistics").GetInt64() > 0);
        Assert.Equal(0, Summary("l1").GetProperty("nonfinite_statistics").GetInt64());
    }

    [SkippableTheory]
    [InlineData("--norm l1 --precision fp16")]
    [InlineData("--norm topk --precision fp32")]
    public void On_another_device_the_norms_train_the_same_network(string kind)
    {
        Libtorch.Require();
        var line = $"train --data DATA --model lenet --train-images 16 --batch 8 --epochs 1 --lr 0.01 --threads 1 {kind}";

        Train($"{line} --out processor").Done();
        Train($"{line} --device simulator --out device").Done();

        Assert.Equal("cpu", Summary("processor").GetProperty("settings").GetProperty("device").GetString());
        Assert.Equal("simulator", Summary("device").GetProperty("settings").GetProperty("device").GetString());
        // Both round to the same FP16 numbers almost everywhere; two steps cannot carry the rest far.
        Assert.Equal(
            Summary("processor").GetProperty("train_loss")[0].GetDouble(), Summary("device").GetProperty("train_loss")[0].GetDouble(), tolerance: 0.01);
        Train($"{line} --out device --resume").Refused(ExitCode.WrongUse, "device simulator, not cpu");
    }

    [SkippableFact]
    public void Results_are_in_the_documented_files()
    {
        Libtorch.Require();

        var output = Train($"{Small} --model lenet --train-images 100 --out o").Done().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("epoch 1/2  loss ", output[0], StringComparison.Ordinal);
        Assert.Equal(3, output.Length);
        var files = Directory.GetFiles(folder.File("o")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
        Assert.Equal(["channel_norms.json", "checkpoint.npz", "curve.csv", "metrics.csv", "summary.json", "weights.npz"], files);
        Assert.Equal(3, File.ReadAllLines(folder.File("o/metrics.csv")).Length);
        Assert.Equal(100, Summary("o").GetProperty("settings").GetProperty("train_images").GetInt32());
        using var weights = ZipFile.OpenRead(folder.File("o/weights.npz"));
        Assert.All(weights.Entries, entry => Assert.EndsWith(".npy", entry.FullName, StringComparison.Ordinal));
        Assert.Contains(weights.Entries, entry => entry.FullName.EndsWith("running_scale.npy", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("corrected")]
    [InlineData("scheduled")]
    public void Channel_norms_of_one_run_steer_another_that_can_be_stopped(string use)
    {
        Libtorch.Require();
        var line = $"{Small} --model lenet --precision fp32 --lr-schedule late-step";
        Train($"{line} --weight-decay 0.05 --out decayed").Done();
        var steered = $"{line} --decay linear --channel-norms {use} --channel-norms-from {folder.File("decayed/channel_norms.json")}";
        Train($"{steered} --out whole").Done();
        using var stop = new CancellationTokenSource();
        Train(stop, "epoch 1/2", $"{steered} --out halves");
        Train($"{steered} --out halves --resume").Done();

        foreach (var file in new[] { "curve.csv", "weights.npz", "channel_norms.json" })
            Assert.Equal(Content("whole", file), Content("halves", file));
        Assert.NotEqual(Content("decayed", "curve.csv"), Content("whole", "curve.csv"));
        var norms = JsonDocument.Parse(Content("whole", "channel_norms.json")).RootElement.GetProperty("layers").EnumerateArray().ToArray();
        Assert.Equal(["conv1", "conv2"], norms.Select(layer => layer.GetProperty("name").GetString()));
        Assert.All(norms, layer => Assert.Equal(3, layer.GetProperty("norms").GetArrayLength()));
    }

    [SkippableFact]
    public void A_record_of_fewer_epochs_or_another_model_is_refused()
    {
        Libtorch.Require();
        Train($"{Small} --model lenet --out short").Done();
        var from = $"--channel-norms corrected --channel-norms-from {folder.File("short/channel_norms.json")} --out o";

        Run.Of(Words($"train --data DATA --epochs 3 --model lenet {from}")).Refused(ExitCode.Failed, "records 2 epochs; 3 are to be trained");
        Train($"{Small} --model resnet8 {from}").Refused(ExitCode.Failed, "no layer");
        File.WriteAllText(folder.File("short/channel_norms.json"), "{}");
        Train($"{Small} --model lenet {from}").Refused(ExitCode.Failed, "channel_norms.json", "damaged");
        Assert.False(Directory.Exists(folder.File("o")));
    }

    [SkippableFact]
    public void Images_too_small_for_the_model_are_refused()
    {
        Libtorch.Require();
        Directory.CreateDirectory(folder.File("tiny"));
        IdxBytes.WriteDataset(folder.File("tiny"), training: 20, test: 10, size: 4);

        Run.Of("train", "--data", folder.File("tiny"), "--out", folder.File("o")).Refused(ExitCode.Failed, "4 pixels");

        Assert.False(Directory.Exists(folder.File("o")));
    }

    [Theory]
    [InlineData(ExitCode.WrongUse, "--precision fp32 --arithmetic fp16", "half tensors")]
    [InlineData(ExitCode.WrongUse, "--precision fp32 --accumulate fp16", "half tensors")]
    [InlineData(ExitCode.WrongUse, "--precision fp64", "fp32|fp16|fp16-pure")]
    [InlineData(ExitCode.WrongUse, "--norm rang", "l1|l2|linf|topk|range|mean")]
    [InlineData(ExitCode.WrongUse, "--device cuda:99", "--device", "'cuda:99'")]
    [InlineData(ExitCode.WrongUse, "--device gpu", "'gpu'", "simulator")]
    [InlineData(ExitCode.WrongUse, "--constant best", "paper|exact")]
    [InlineData(ExitCode.WrongUse, "--model resnet50", "lenet|resnet8|resnet20|vgg11")]
    [InlineData(ExitCode.WrongUse, "--loss-scale 0", "above 0", "dynamic")]
    [InlineData(ExitCode.WrongUse, "--loss-scale big", "above 0", "dynamic")]
    [InlineData(ExitCode.WrongUse, "--epochs 0", "1 to")]
    [InlineData(ExitCode.WrongUse, "--batch 1", "2 to")]
    [InlineData(ExitCode.WrongUse, "--lr 0", "above 0")]
    [InlineData(ExitCode.WrongUse, "--momentum 1", "below 1")]
    [InlineData(ExitCode.WrongUse, "--lr-schedule linear", "cosine|step")]
    [InlineData(ExitCode.WrongUse, "--train-images 161", "161", "160")]
    [InlineData(ExitCode.WrongUse, "--input normalised", "raw|standardised")]
    [InlineData(ExitCode.WrongUse, "--decay some", "all|linear")]
    [InlineData(ExitCode.WrongUse, "--weight-norm l3", "bounded-l1")]
    [InlineData(ExitCode.WrongUse, "--constant-factor 0", "above 0")]
    [InlineData(ExitCode.WrongUse, "--channel-norms corrected", "--channel-norms-from")]
    [InlineData(ExitCode.WrongUse, "--channel-norms-from x", "--channel-norms-from")]
    [InlineData(ExitCode.Failed, "--channel-norms scheduled --channel-norms-from nowhere.json", "nowhere.json")]
    public void Wrong_use_is_refused_and_nothing_is_written(ExitCode code, string line, params string[] words)
    {
        Train($"train --data DATA --out o {line}").Refused(code, words);

        Assert.False(Directory.Exists(folder.File("o")));
    }

    [Fact]
    public void Missing_data_is_refused_by_name()
    {
        Run.Of("train", "--data", folder.File("nowhere"), "--out", folder.File("o")).Refused(ExitCode.Failed, "nowhere", "fashion-mnist");
        Run.Of("train", "--data", folder.Path, "--out", folder.File("o")).Refused(ExitCode.Failed, folder.Path, "train-images-idx3-ubyte.gz");
    }

    private Run Train(string line)
    {
        return Run.Of(Words(line));
    }

    private Run Train(CancellationTokenSource stop, string atText, string line)
    {
        using var output = new StoppingWriter(stop, atText);
        using var error = new StringWriter { NewLine = "\n" };
        var code = Application.Run(Words(line), new Terminal(output, error, Interactive: false, stop.Token));
        return new Run(code, output.ToString(), error.ToString());
    }

    private string[] Words(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < words.Length; index++)
        {
            if (words[index] == "DATA")
                words[index] = folder.File("data");
            else if (index > 0 && words[index - 1] == "--out")
                words[index] = folder.File(words[index]);
        }

        return words;
    }

    private byte[] Content(string run, string file)
    {
        return File.ReadAllBytes(Path.Combine(folder.File(run), file));
    }

    private JsonElement Summary(string run)
    {
        return JsonDocument.Parse(Content(run, "summary.json")).RootElement;
    }
}
