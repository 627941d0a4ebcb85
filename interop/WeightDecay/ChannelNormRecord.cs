using System.Text.Json;
using System.Text.Json.Serialization;

namespace NormGpu.Torch;

/// <summary>The channel norms of a training: of each normalized weight at the start and at the end of each epoch.</summary>
/// <remarks>
/// Its file is JSON: <c>{"format": "normgpu channel norms 1", "layers": [{"name": "conv", "norms": [[…], […], …]}]}</c>. norms[e][c] is the L2 norm of output channel
/// c after e epochs, so that norms[0] are those of the initial weights; every layer has as many rows as the others. A training that diverges leaves "Infinity" and "NaN", quoted.
/// </remarks>
/// <example>
/// <code>
/// var record = new ChannelNormRecord(ChannelNorms.WeightsOf(model));
/// // … an epoch of training with weight decay …
/// record.AddEpoch();
/// record.Save("channel_norms.json");
/// </code>
/// </example>
public sealed class ChannelNormRecord
{
    private const string Format = "normgpu channel norms 1";
    private static readonly JsonSerializerOptions Words = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly IReadOnlyList<NormalizedWeight>? _weights;
    private readonly List<Layer> _layers;

    /// <summary>Begins a record with the norms as they are now.</summary>
    /// <param name="weights">As from <see cref="ChannelNorms.WeightsOf"/>.</param>
    public ChannelNormRecord(IReadOnlyList<NormalizedWeight> weights)
    {
        _weights = weights;
        _layers = [.. weights.Select(weight => new Layer(weight.Name, [ChannelNorms.ValuesOf(weight.Weight)]))];
    }

    private ChannelNormRecord(List<Layer> layers) => _layers = layers;

    /// <summary>Epochs recorded; the start does not count.</summary>
    public int Epochs => _layers.Count == 0 ? 0 : _layers[0].Norms.Count - 1;

    /// <summary>Paths of the recorded layers.</summary>
    public IEnumerable<string> LayerNames => _layers.Select(layer => layer.Name);

    /// <summary>Adds the norms as they are now: the end of an epoch.</summary>
    /// <exception cref="InvalidOperationException">The record was read from a file, and has no weights.</exception>
    public void AddEpoch()
    {
        if (_weights is null)
            throw new InvalidOperationException("This record was read from a file; only a record made from weights can go on.");
        for (var i = 0; i < _layers.Count; i++)
            _layers[i].Norms.Add(ChannelNorms.ValuesOf(_weights[i].Weight));
    }

    /// <summary>Norm of each output channel of a layer after an epoch; 0 for the start.</summary>
    /// <exception cref="ArgumentException">The record has no such layer or no such epoch.</exception>
    public IReadOnlyList<float> After(int epoch, string layer)
    {
        var found = _layers.Find(entry => entry.Name.Equals(layer, StringComparison.Ordinal))
            ?? throw new ArgumentException($"The record has no layer {layer}; it has {string.Join(", ", LayerNames)}.");
        return epoch >= 0 && epoch < found.Norms.Count
            ? found.Norms[epoch]
            : throw new ArgumentException($"The record has {Epochs} epochs, so none of number {epoch}.");
    }

    /// <summary>Takes over the start and the first epochs of an earlier record of the same weights, to go on from there.</summary>
    /// <exception cref="ArgumentException">The earlier record is of other layers or has fewer epochs.</exception>
    public void Restore(ChannelNormRecord earlier, int epochs)
    {
        foreach (var layer in _layers)
        {
            var rows = Enumerable.Range(0, epochs + 1).Select(epoch => earlier.After(epoch, layer.Name).ToArray()).ToList();
            if (rows.Exists(row => row.Length != layer.Norms[0].Length))
                throw new ArgumentException($"The earlier record of {layer.Name} has {rows[0].Length} channels, not {layer.Norms[0].Length}.");
            layer.Norms.Clear();
            layer.Norms.AddRange(rows);
        }
    }

    /// <summary>Writes the file's content.</summary>
    public void Write(Stream stream) => JsonSerializer.Serialize(stream, new Content(Format, _layers), Words);

    /// <summary>Writes the file, under a temporary name until it is whole.</summary>
    public void Save(string path)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
                Write(stream);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">It is no such file, or damaged; the message names it.</exception>
    public static ChannelNormRecord Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var content = JsonSerializer.Deserialize<Content>(stream, Words);
            if (content is not { Format: Format })
                throw new FormatException($"{path} is no record of channel norms: its format is '{content?.Format}', not '{Format}'.");
            return new ChannelNormRecord(Checked(path, content.Layers));
        }
        catch (JsonException problem)
        {
            throw new FormatException($"{path} is no record of channel norms, or damaged: {problem.Message}", problem);
        }
    }

    private static List<Layer> Checked(string path, List<Layer> layers)
    {
        foreach (var layer in layers)
        {
            if (layer.Norms.Count == 0 || layer.Norms.Count != layers[0].Norms.Count || layer.Norms.Exists(row => row.Length != layer.Norms[0].Length))
                throw new FormatException($"{path} is damaged: {layer.Name} has not as many epochs or channels as expected.");
            if (layer.Norms.Exists(row => Array.Exists(row, norm => norm < 0)))
                throw new FormatException($"{path} is damaged: {layer.Name} has a norm below 0.");
        }

        return layers;
    }

    private sealed record Content([property: JsonRequired] string Format, [property: JsonRequired] List<Layer> Layers);

    private sealed record Layer([property: JsonRequired] string Name, [property: JsonRequired] List<float[]> Norms);
}
