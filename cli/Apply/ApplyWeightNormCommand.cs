using System.CommandLine;
using System.Globalization;
using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Devices;

namespace NormGpu.Cli.Apply;

/// <summary>`normgpu apply weight-norm`: reads its options.</summary>
internal static class ApplyWeightNormCommand
{
    private const string OwnRho = "auto";

    public static Command Create(Terminal terminal)
    {
        var norm = SharedWords.WeightNorm.Option("--norm", "What a row is divided by.");
        var v = new Option<string>("--v") { Description = "The weight's direction, float16 or float32; a row is all that has one index of dimension 0.", HelpName = "v.npy", Required = true };
        var g = new Option<string?>("--g") { Description = "The norm of each row, float32, one value per row; not with --rho.", HelpName = "g.npy" };
        var rho = new Option<string?>("--rho")
        {
            Description = $"One norm for all rows: a number, or {OwnRho} (usual without --g) for that of v itself, norm_p(v)/rows^(1/p).",
            HelpName = OwnRho + "|number",
        };
        rho.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !TryParse(result.Tokens[0].Value, out _))
                result.AddError($"--rho takes {OwnRho} or a finite number, 0 or more, not '{result.Tokens[0].Value}'.");
        });
        var dw = new Option<string?>("--dw") { Description = "Gradient of w, like v; then dv is written too, and dg where there is a g.", HelpName = "dw.npy" };
        var device = DeviceOption.Create();
        var output = new Option<string>("--out") { Description = "Folder for the results; made where it is missing.", HelpName = "DIR", Required = true };

        var command = new Command("weight-norm", "Weight norm: w = g·v/norm(v) row by row. Writes w; with --dw also dv, and dg where there is a g. A row of zeros gives zeros.")
        {
            norm, v, g, rho, dw, device, output,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(g) is not null && parsed.GetValue(rho) is not null)
                throw CommandException.WrongUse("--g gives each row its norm and --rho all rows one; give one of them.");

            var written = parsed.GetValue(rho);
            var fixedRho = written is not null && TryParse(written, out var number) ? number : null;
            var files = new WeightNormFiles(parsed.GetRequiredValue(v), parsed.GetValue(g), parsed.GetValue(dw));
            var place = DeviceOption.Of(parsed, device);
            using var job = WeightNormJob.Load(files, SharedWords.WeightNorm.Of(parsed, norm), fixedRho);
            job.Compute(place);
            var names = job.Save(parsed.GetRequiredValue(output));
            terminal.Output.WriteLine($"{parsed.GetRequiredValue(output)}: {string.Join(", ", names)}");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static bool TryParse(string written, out float? rho)
    {
        rho = null;
        if (written.Equals(OwnRho, StringComparison.Ordinal))
            return true;
        if (!float.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !float.IsFinite(number) || number < 0)
            return false;
        rho = number;
        return true;
    }
}
