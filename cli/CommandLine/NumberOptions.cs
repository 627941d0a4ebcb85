using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace NormGpu.Cli.CommandLine;

/// <summary>Options that take a number, with a sentence for what is out of range.</summary>
internal static class NumberOptions
{
    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<int> Integer(string name, string description, int usual, int least, int most = int.MaxValue)
    {
        var expected = most == int.MaxValue ? $"a whole number, {least} or more" : $"a whole number from {least} to {most}";
        return Number(name, description, usual, expected, NumberStyles.AllowLeadingSign, value => value >= least && value <= most);
    }

    /// <summary>A finite number that <paramref name="holds"/>.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help text.</param>
    /// <param name="usual">The default.</param>
    /// <param name="expected">The condition in words.</param>
    /// <param name="holds">The condition; NaN and infinities never reach it.</param>
    public static Option<double> Real(string name, string description, double usual, string expected, Func<double, bool> holds)
    {
        return Number(name, description, usual, expected, NumberStyles.Float, value => double.IsFinite(value) && holds(value));
    }

    private static Option<T> Number<T>(string name, string description, T usual, string expected, NumberStyles style, Func<T, bool> holds)
        where T : struct, INumber<T>
    {
        return new Option<T>(name)
        {
            Description = description,
            HelpName = "number",
            DefaultValueFactory = _ => usual,
            CustomParser = result =>
            {
                var written = result.Tokens[0].Value;
                if (T.TryParse(written, style, CultureInfo.InvariantCulture, out var value) && holds(value))
                    return value;
                result.AddError($"{name} takes {expected}, not '{written}'.");
                return usual;
            },
        };
    }
}
