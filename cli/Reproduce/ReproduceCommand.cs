using System.CommandLine;
using System.Globalization;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Data;

namespace NormGpu.Cli.Reproduce;

/// <summary>`normgpu reproduce`: the paper's figures on real images.</summary>
internal static class ReproduceCommand
{
    private const string All = "all";

    private static readonly IExperiment[] Experiments =
        [new HalfExperiment(), new LpExperiment(), new ConstantsExperiment(), new WeightDecayExperiment(), new BoundedWeightsExperiment()];

    public static Command Create(Terminal terminal)
    {
        var listed = string.Join('|', Experiments.Select(experiment => experiment.Name).Append(All));
        var which = new Argument<string>("experiment") { Description = "Which of the paper's claims.", HelpName = listed };
        which.Validators.Add(result =>
        {
            var word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (word is not All && !Array.Exists(Experiments, experiment => experiment.Name.Equals(word, StringComparison.Ordinal)))
                result.AddError($"reproduce takes {listed}, not '{word}'.");
        });
        var quick = new Option<bool>("--quick") { Description = "Fewer images and epochs: each experiment ends within three minutes on two cores." };
        var seeds = new Option<string>("--seeds") { Description = "Of the runs, as 1,2,3; without it each experiment takes as many as its claim needs.", HelpName = "S,S,…", DefaultValueFactory = _ => "" };
        var data = new Option<string>("--data")
        {
            Description = $"The installed {DatasetLocation.FashionMnist}, or a folder with IDX files.",
            HelpName = $"{DatasetLocation.FashionMnist}|DIR",
            DefaultValueFactory = _ => DatasetLocation.FashionMnist,
        };
        var threads = NumberOptions.Integer("--threads", "Processor threads.", Environment.ProcessorCount, least: 1, most: 1024);
        var output = new Option<string>("--out") { Description = "Folder for the results; made where it is missing. Finished runs in it are kept.", HelpName = "DIR", DefaultValueFactory = _ => "out/paper" };
        var command = new Command("reproduce", "Repeat the paper's experiments on small networks. Writes report.html, summary.json, .csv and .svg files; a stopped call goes on where it was.")
        {
            which, output, quick, seeds, threads, data,
        };
        command.SetAction(parsed =>
        {
            var word = parsed.GetRequiredValue(which);
            var chosen = Experiments.Where(experiment => word is All || experiment.Name.Equals(word, StringComparison.Ordinal)).ToArray();
            var chosenSeeds = Seeds(parsed.GetRequiredValue(seeds));
            var name = parsed.GetRequiredValue(data);
            var images = Dataset.Read(DatasetLocation.Resolve(name));
            var options = new ReproduceOptions(parsed.GetValue(quick), chosenSeeds, parsed.GetValue(threads), name, images.Training.Count, parsed.GetRequiredValue(output));
            Run(terminal, chosen, options, images, Command(word, options));
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Run(Terminal terminal, IExperiment[] chosen, ReproduceOptions options, Dataset images, string command)
    {
        using var stop = new StopSignal(terminal.Stop);
        var results = new List<ExperimentResult>();
        foreach (var experiment in chosen)
        {
            var runs = ExperimentRunner.Run(terminal, experiment, experiment.Plan(options), images, stop.Token);
            results.Add(new ExperimentResult(experiment, runs, experiment.Judge(runs)));
            // After each, so that a stopped call leaves a report of what it has.
            ReproduceFiles.Write(options.Folder, results, options.Quick, command);
            Show(terminal, results[^1]);
        }

        terminal.Output.WriteLine($"Report: {Path.Combine(options.Folder, "report.html")}");
    }

    private static void Show(Terminal terminal, ExperimentResult result)
    {
        terminal.Output.WriteLine();
        TextTable.Write(terminal, RunSet.Columns, result.Runs.Rows());
        foreach (var verdict in result.Findings.Verdicts)
            terminal.Output.WriteLine($"{(verdict.Holds ? "shows:" : "does not show:")} {verdict.Sentence}");
        terminal.Output.WriteLine();
    }

    private static List<int>? Seeds(string written)
    {
        if (written.Length == 0)
            return null;
        var seeds = new List<int>();
        foreach (var part in written.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) || seeds.Contains(seed))
                throw CommandException.WrongUse($"--seeds takes different whole numbers, 0 or more, with commas between, not '{written}'.");
            seeds.Add(seed);
        }

        return seeds;
    }

    private static string Command(string word, ReproduceOptions options)
    {
        var quick = options.Quick ? " --quick" : "";
        var seeds = options.Seeds is { } own ? $" --seeds {string.Join(',', own)}" : "";
        var data = options.Data is DatasetLocation.FashionMnist ? "" : $" --data {options.Data}";
        return $"./normgpu reproduce {word}{quick}{seeds}{data} --threads {options.Threads} --out {options.Folder}";
    }
}
