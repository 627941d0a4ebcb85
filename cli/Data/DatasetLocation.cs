using NormGpu.Cli.CommandLine;

namespace NormGpu.Cli.Data;

/// <summary>Where a data set lies on this machine.</summary>
public static class DatasetLocation
{
    /// <summary>The data set that has a name of its own.</summary>
    public const string FashionMnist = "fashion-mnist";

    /// <summary>Environment variable: a folder whose subfolder fashion-mnist is looked at first.</summary>
    public const string Variable = "NORMGPU_DATA";

    private const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    /// <summary>The folder that a --data argument means.</summary>
    /// <param name="data">fashion-mnist, or a folder.</param>
    /// <exception cref="CommandException">There is no such folder; says how to get the data.</exception>
    public static string Resolve(string data)
    {
        if (data is not FashionMnist)
            return Directory.Exists(data) ? data : throw CommandException.Failed($"There is no folder {data}; --data takes {FashionMnist} or a folder with IDX files.");

        var places = new List<string>();
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } own)
            places.Add(Path.Combine(own, FashionMnist));
        places.Add(DebianFolder);
        return places.Find(Directory.Exists) ?? throw CommandException.Failed(
            $"Fashion-MNIST is not in {string.Join(" or ", places)}: run ./setup.sh, install Debian's dataset-fashion-mnist, or name a folder with its four IDX files by --data.");
    }
}
