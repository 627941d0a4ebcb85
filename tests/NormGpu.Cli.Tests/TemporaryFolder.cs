namespace NormGpu.Cli.Tests;

/// <summary>A folder of one test's own, removed with all it holds.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("normgpu-test-").FullName;
    }

    public string Path { get; }

    public string File(string name)
    {
        return System.IO.Path.Combine(Path, name);
    }

    public string Write(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
    }
}
