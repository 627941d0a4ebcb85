namespace NormGpu.Cli.CommandLine;

/// <summary>Files that appear in a folder together or not at all: each is written under a temporary name, then all are renamed.</summary>
/// <param name="folder">Created where it is missing.</param>
public sealed class OutputFolder(string folder) : IDisposable
{
    private readonly List<(string Temporary, string Final)> files = [];
    private string? created;

    /// <summary>Writes one file under a temporary name.</summary>
    /// <param name="name">The name it gets in <see cref="Commit"/>.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="CommandException">The folder cannot be made.</exception>
    public void Add(string name, Action<Stream> write)
    {
        MakeFolder();
        var final = Path.Combine(folder, name);
        if (Directory.Exists(final))
            throw CommandException.Failed($"Cannot write {final}: a folder of that name is there.");
        var temporary = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}.part");
        files.Add((temporary, final));
        using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
        write(stream);
    }

    /// <summary>Gives all files their names, over older files of the same name.</summary>
    public void Commit()
    {
        foreach (var (temporary, final) in files)
            File.Move(temporary, final, overwrite: true);
        files.Clear();
        created = null;
    }

    /// <summary>Writes one text file at once.</summary>
    public static void WriteText(string folder, string name, string text)
    {
        using var output = new OutputFolder(folder);
        output.Add(name, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
        output.Commit();
    }

    /// <summary>Removes what was not committed, and the folder if it was made for that.</summary>
    public void Dispose()
    {
        foreach (var (temporary, _) in files)
            File.Delete(temporary);
        if (created is not null && Directory.Exists(created) && !Directory.EnumerateFileSystemEntries(created).Any())
            Directory.Delete(created);
        files.Clear();
    }

    private void MakeFolder()
    {
        if (Directory.Exists(folder))
            return;
        try
        {
            Directory.CreateDirectory(folder);
            created = folder;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandException.Failed($"Cannot make the folder {folder}: {problem.Message}");
        }
    }
}
