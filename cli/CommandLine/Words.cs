using System.CommandLine;

namespace NormGpu.Cli.CommandLine;

/// <summary>The words that an option takes, and what each of them means.</summary>
/// <param name="table">Word and meaning, in the order of the help text.</param>
internal sealed class Words<T>((string Word, T Meaning)[] table)
{
    /// <summary>All words, as the help text lists them.</summary>
    public string Listed => string.Join('|', table.Select(row => row.Word));

    /// <summary>An option that takes one of the words; required where no default is given.</summary>
    public Option<string> Option(string name, string description, string? usual = null)
    {
        var option = new Option<string>(name) { Description = description, HelpName = Listed, Required = usual is null };
        if (usual is not null)
            option.DefaultValueFactory = _ => usual;
        option.Validators.Add(result =>
        {
            var word = result.GetValueOrDefault<string>();
            if (result.Tokens.Count != 1 || table.Any(row => row.Word.Equals(word, StringComparison.Ordinal)))
                return;
            result.AddError($"{name} takes {Listed}, not '{word}'.");
        });
        return option;
    }

    /// <summary>What the option's word means.</summary>
    public T Of(ParseResult parsed, Option<string> option)
    {
        var word = parsed.GetRequiredValue(option);
        return table.Single(row => row.Word.Equals(word, StringComparison.Ordinal)).Meaning;
    }

    /// <summary>The meaning of a word, if it is one.</summary>
    public bool TryFind(string word, out T meaning)
    {
        var index = Array.FindIndex(table, row => row.Word.Equals(word, StringComparison.Ordinal));
        meaning = index < 0 ? default! : table[index].Meaning;
        return index >= 0;
    }

    /// <summary>The word for a meaning.</summary>
    public string For(T meaning)
    {
        return table.First(row => EqualityComparer<T>.Default.Equals(row.Meaning, meaning)).Word;
    }
}
