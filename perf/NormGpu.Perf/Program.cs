// Compares our batch norm with PyTorch's, interleaved in one run: dotnet run --project perf/NormGpu.Perf -c Release [repetitions] [threads]
using System.Globalization;
using NormGpu;
using NormGpu.Host;
using NormGpu.Perf;

var repetitions = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15;
var threads = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2;
BatchNormCase[] cases =
[
    new(64, 64, 56, 56, false), new(64, 64, 56, 56, true),
    new(128, 256, 14, 14, false), new(128, 256, 14, 14, true),
    new(32, 512, 7, 7, false), new(32, 512, 7, 7, true),
];

using var peer = PyTorchPeer.Start(Path.Combine(AppContext.BaseDirectory, "batch_norm_peer.py"), threads);
Console.WriteLine($"Forward + backward, median of {repetitions} interleaved runs, {threads} threads. Peer: {peer.Version}.");
Console.WriteLine($"{"shape",-22} {"norm",-5} {"ours FP16",10} {"PyTorch FP32",13} {"ratio",6} {"PyTorch BF16",13} {"ratio",6}");
foreach (var shape in cases)
{
    foreach (var norm in new[] { Norm.L1, Norm.L2, Norm.LInf, Norm.TopK })
    {
        using var ours = new OurBatchNorm(shape, norm, ElementType.Float16, threads);
        var times = new List<double>[] { [], [], [] };
        // The runtime compiles hot loops a second time, optimized, once they have run for a while.
        for (var i = 0; i < 40; i++)
            ours.Time();
        for (var round = -2; round < repetitions; round++)
        {
            Func<double>[] sides = [ours.Time, () => peer.Time(shape, "fp32"), () => peer.Time(shape, "bf16")];
            for (var side = 0; side < sides.Length; side++)
            {
                // The peer's threads spin for a while after their work; nobody should run beside them.
                Thread.Sleep(20);
                var time = sides[side]();
                if (round >= 0)
                    times[side].Add(time);
            }
        }

        var (mine, single, bfloat) = (Median(times[0]), Median(times[1]), Median(times[2]));
        Console.WriteLine(FormattableString.Invariant(
            $"{shape,-22} {norm,-5} {mine,7:F2} ms {single,10:F2} ms {single / mine,5:F1}× {bfloat,10:F2} ms {bfloat / mine,5:F1}×"));
    }
}

static double Median(List<double> values)
{
    values.Sort();
    return values[values.Count / 2];
}
