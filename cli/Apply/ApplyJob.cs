using NormGpu.Cli.CommandLine;
using NormGpu.Cli.Npy;
using NormGpu.Host;

namespace NormGpu.Cli.Apply;

/// <summary>What the operators on .npy files share: their tensors' memory, files that must fit each other, and results that are saved all or none.</summary>
internal abstract unsafe class ApplyJob : IDisposable
{
    private readonly List<NpyTensor> owned = [];
    private readonly List<(string Name, NpyTensor Tensor)> results = [];

    /// <summary>Writes every result as NAME.npy, all or none.</summary>
    /// <returns>The names of the files.</returns>
    public IReadOnlyList<string> Save(string folder)
    {
        using var output = new OutputFolder(folder);
        foreach (var (name, tensor) in results)
            output.Add(name + ".npy", stream => NpyFile.Write(stream, tensor));
        output.Commit();
        return results.ConvertAll(result => result.Name + ".npy");
    }

    /// <summary>Gives all tensors' memory back.</summary>
    public void Dispose()
    {
        owned.ForEach(tensor => tensor.Dispose());
    }

    /// <summary>A tensor whose memory goes with the job.</summary>
    protected NpyTensor Own(NpyTensor tensor)
    {
        owned.Add(tensor);
        return tensor;
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandException">It is missing or damaged.</exception>
    protected NpyTensor Read(string path)
    {
        return Own(NpyFile.Read(path));
    }

    /// <summary>Reads the gradient of an output, which has the shape and type of the input.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What it is called, such as dy.</param>
    /// <param name="input">What it must be like.</param>
    /// <param name="inputName">What that is called.</param>
    /// <exception cref="CommandException">It is missing, damaged, or not like the input.</exception>
    protected NpyTensor ReadGradient(string path, string name, NpyTensor input, string inputName)
    {
        var tensor = Read(path);
        if (!tensor.Shape.SequenceEqual(input.Shape) || tensor.Type != input.Type)
            throw CommandException.Failed($"{path} is {Description(tensor)}; {inputName} is {Description(input)}, and {name} must be like it.");
        return tensor;
    }

    /// <summary>Reads a vector of FP32 values.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">How many values it must have.</param>
    /// <param name="meaning">What they are, such as "one value per channel of x".</param>
    /// <exception cref="CommandException">It is missing, damaged, or another tensor.</exception>
    protected NpyTensor ReadVector(string path, int length, string meaning)
    {
        var tensor = Read(path);
        if (tensor.Type != ElementType.Float32 || tensor.Shape is not [var found] || found != length)
            throw CommandException.Failed($"{path} is {Description(tensor)}; float32 of shape ({length},) is expected, {meaning}.");
        return tensor;
    }

    /// <summary>A tensor of zeros that will be saved.</summary>
    protected NpyTensor Result(string name, ElementType type, IReadOnlyList<long> dimensions)
    {
        var tensor = Own(new NpyTensor(type, dimensions));
        AddResult(name, tensor);
        return tensor;
    }

    /// <summary>Saves a tensor that is there already.</summary>
    protected void AddResult(string name, NpyTensor tensor)
    {
        results.Add((name, tensor));
    }

    /// <summary>Address of an FP32 tensor; null where there is none.</summary>
    protected static float* Floats(NpyTensor? tensor)
    {
        return tensor is null ? null : (float*)tensor.Data;
    }

    private static string Description(NpyTensor tensor)
    {
        return $"{(tensor.Type == ElementType.Float16 ? "float16" : "float32")} of shape {NpyTensor.Written(tensor.Shape)}";
    }
}
