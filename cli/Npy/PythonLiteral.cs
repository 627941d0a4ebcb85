using System.Globalization;

namespace NormGpu.Cli.Npy;

/// <summary>Reads the few Python literals that a .npy header is made of: dictionaries, tuples, lists, texts, integers, True and False.</summary>
internal ref struct PythonLiteral
{
    // Real headers nest three deep at most; a damaged one must not exhaust the stack.
    private const int DeepestNesting = 16;

    private readonly ReadOnlySpan<char> text;
    private int position;
    private int depth;

    private PythonLiteral(ReadOnlySpan<char> text)
    {
        this.text = text;
    }

    /// <summary>The value: Dictionary&lt;string, object&gt;, List&lt;object&gt; (for a tuple or a list), string, long or bool.</summary>
    /// <exception cref="FormatException">The text is no such literal.</exception>
    public static object Parse(ReadOnlySpan<char> text)
    {
        var reader = new PythonLiteral(text);
        var value = reader.Value();
        return reader.Peek() == '\0' ? value : throw Broken();
    }

    private object Value()
    {
        if (++depth > DeepestNesting)
            throw Broken();
        object value = Peek() switch
        {
            '{' => Dictionary(),
            '(' => Items('(', ')'),
            '[' => Items('[', ']'),
            '\'' or '"' => Text(),
            'T' => Word("True"),
            'F' => !Word("False"),
            _ => Integer(),
        };
        depth--;
        return value;
    }

    private Dictionary<string, object> Dictionary()
    {
        var entries = new Dictionary<string, object>(StringComparer.Ordinal);
        Take('{');
        while (Peek() != '}')
        {
            var key = Text();
            Take(':');
            if (!entries.TryAdd(key, Value()))
                throw Broken();
            if (Peek() != '}')
                Take(',');
        }

        Take('}');
        return entries;
    }

    private List<object> Items(char open, char close)
    {
        var items = new List<object>();
        Take(open);
        while (Peek() != close)
        {
            items.Add(Value());
            if (Peek() != close)
                Take(',');
        }

        Take(close);
        return items;
    }

    private string Text()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"'))
            throw Broken();
        var length = text[(position + 1)..].IndexOf(quote);
        if (length < 0)
            throw Broken();
        var value = text.Slice(position + 1, length).ToString();
        position += length + 2;
        return value;
    }

    private long Integer()
    {
        var length = 0;
        while (position + length < text.Length && (char.IsAsciiDigit(text[position + length]) || text[position + length] == '-'))
            length++;
        if (!long.TryParse(text.Slice(position, length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            throw Broken();
        position += length;
        // Python 2 wrote long integers with an L.
        if (position < text.Length && text[position] == 'L')
            position++;
        return value;
    }

    /// <summary>True, once the word has been read.</summary>
    private bool Word(string word)
    {
        if (!text[position..].StartsWith(word, StringComparison.Ordinal))
            throw Broken();
        position += word.Length;
        return true;
    }

    private void Take(char expected)
    {
        if (Peek() != expected)
            throw Broken();
        position++;
    }

    /// <summary>The next character that is no space, or 0 at the end.</summary>
    private char Peek()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
        return position < text.Length ? text[position] : '\0';
    }

    private static FormatException Broken()
    {
        return new FormatException("has a header that cannot be read");
    }
}
