using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public sealed class WeightDecayTests : LibtorchTest
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"normgpu-{Guid.NewGuid():N}.json");

    [SkippableFact]
    public void Norms_are_one_for_each_output_channel()
    {
        var weight = tensor(new float[] { 3, 4, 0, 0, -5, 12 }).reshape(3, 1, 2);
        Assert.Equal([5, 0, 13], ChannelNorms.ValuesOf(weight));
        Assert.Equal([5, 0, 13], ChannelNorms.ValuesOf(weight.to(ScalarType.Float16)));
        Assert.Equal([3, 1, 1], ChannelNorms.Of(weight).shape);
    }

    [SkippableFact]
    public void The_effective_rate_of_a_layer_is_the_mean_over_its_channels()
    {
        // 0.1/25 and 0.1/4; the channel of zeros has none.
        Assert.Equal((0.004 + 0.025) / 2, EffectiveLearningRate.Of([5, 0, 2], 0.1), 1e-12);
        Assert.True(double.IsNaN(EffectiveLearningRate.Of([0], 0.1)));
        using var model = nn.Sequential(("a", nn.Conv2d(1, 2, 1, 1, 0, 1, PaddingModes.Zeros, 1, false)), ("b", nn.BatchNorm2d(2)), ("c", HalfLayers.Conv1d(1, 1, 1)));
        using (no_grad())
        {
            model.get_parameter("a.weight")!.fill_(0.5);
            model.get_parameter("c.weight")!.fill_(-2);
        }

        Assert.Equal([new LayerRate("a", 0.4), new LayerRate("c", 0.025)], EffectiveLearningRate.Of(ChannelNorms.WeightsOf(model), 0.1));
    }

    [SkippableFact]
    public void The_correction_multiplies_the_step_after_momentum()
    {
        // Channel norms 5 and 2 against 2.5 and 8 recorded: factors 4 and 1/16.
        var weight = new Parameter(tensor(new float[] { 3, 4, 0, 2 }).reshape(2, 2));
        var rule = new LearningRateCorrection(Record([[2.5f, 8], [1, 1]]), [new NormalizedWeight("w", weight)]);
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 0.5, momentum: 0.5, rule: rule);
        weight.grad = tensor(new float[] { 1, 0, 0, 16 }).reshape(2, 2);
        optimizer.step();
        Assert.Equal([3 - (0.5 * 4), 4, 0, 2 - (0.5 * 16 / 16)], TensorAssert.Values(weight));

        // The velocity holds the plain gradient: half of it, times the factors of the new norms 1² + 4² and 1.5².
        weight.grad = zeros(2, 2);
        optimizer.step();
        var expected = new[] { 1 - (0.5 * 0.5 * 17 / 6.25), 4, 0, 1.5 - (0.5 * 8 * 2.25 / 64) };
        TensorAssert.Close(tensor(expected), weight.flatten(), Tolerance.Single);
    }

    [SkippableFact]
    public void The_correction_takes_the_norms_before_its_epoch_and_knows_its_weights_alone()
    {
        Parameter[] weights = [new(ones(1, 1)), new(ones(1, 1))];
        var rule = new LearningRateCorrection(Record([[9], [2], [1]]), [new NormalizedWeight("w", weights[0])]) { Epoch = 2 };
        using var optimizer = new MasterSgd([new ParameterGroup(weights, 0)], 0.5, momentum: 0, rule: rule);
        foreach (var weight in weights)
            weight.grad = ones(1, 1);
        optimizer.step();
        Assert.Equal(1 - (0.5 / 4), TensorAssert.Values(weights[0])[0]);
        Assert.Equal(0.5, TensorAssert.Values(weights[1])[0]);
    }

    [SkippableFact]
    public void The_correction_does_not_run_away_within_an_epoch()
    {
        // Each gradient is a hundred times the weight: without a limit the factors, and so the steps, would grow ten-thousandfold each time.
        var weight = new Parameter(ones(1, 1));
        var rule = new LearningRateCorrection(Record([[1], [1]]), [new NormalizedWeight("w", weight)]);
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 1, momentum: 0, rule: rule);
        weight.grad = full([1, 1], -100f);
        foreach (var expected in new[] { 101, 501, 901 })
        {
            optimizer.step();
            Assert.Equal([expected], TensorAssert.Values(weight));
        }

        // The next epoch begins with the norm as it has become.
        rule.Epoch = 2;
        weight.grad = full([1, 1], -1f);
        optimizer.step();
        Assert.Equal([901 + (901 * 901)], TensorAssert.Values(weight));
    }

    [SkippableFact]
    public void A_channel_recorded_as_zeros_is_stepped_as_usual()
    {
        var weight = new Parameter(ones(1, 1));
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 0.5, 0, rule: new LearningRateCorrection(Record([[0], [0]]), [new NormalizedWeight("w", weight)]));
        weight.grad = ones(1, 1);
        optimizer.step();
        Assert.Equal(0.5, TensorAssert.Values(weight)[0]);
    }

    [SkippableFact]
    public void The_norm_schedule_sets_norms_and_keeps_directions_in_half_too()
    {
        var weight = new Parameter(tensor(new float[] { 3, 4, 0, 0 }).reshape(2, 2).to(ScalarType.Float16));
        var rule = new NormSchedule(Record([[1, 1], [10, 7], [10, 7], [10, 7]]), [new NormalizedWeight("w", weight)], NormSchedule.Every(2));
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 0.1, rule: rule);
        weight.grad = zeros([2, 2], ScalarType.Float16);
        optimizer.step();
        Assert.Equal([6, 8, 0, 0], TensorAssert.Values(weight));
        rule.Epoch = 3;
        optimizer.step();
        Assert.Equal([10 * Math.Sqrt(10), 0], ChannelNorms.ValuesOf(optimizer.state_dict()["0.0.master"]).Select(norm => (double)norm), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([1, 1, Math.Sqrt(10), Math.Sqrt(10), 10], Enumerable.Range(1, 5).Select(NormSchedule.Every(2)), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [SkippableFact]
    public void The_correction_makes_up_for_the_scale_of_the_weight()
    {
        // y = w·x/norm(w·x) does not feel the scale of w: from 2·w, corrected by the norms of w, training turns the direction alike.
        using var small = nn.Linear(4, 1, false);
        using var large = nn.Linear(4, 1, false);
        using (no_grad())
            large.weight.copy_(small.weight * 2);
        var norm = ChannelNorms.ValuesOf(small.weight);
        var rule = new LearningRateCorrection(Record([norm, norm]), [new NormalizedWeight("w", large.weight)]);
        using var plain = new MasterSgd([new ParameterGroup([small.weight], 0)], 1e-3, 0);
        using var corrected = new MasterSgd([new ParameterGroup([large.weight], 0)], 1e-3, 0, rule: rule);
        var x = randn(16, 4);
        foreach (var (layer, optimizer) in new[] { (small, plain), (large, corrected) })
        {
            var y = layer.call(x);
            (y / y.norm()).sum().backward();
            optimizer.step();
        }

        TensorAssert.Close(small.weight / small.weight.norm(), large.weight / large.weight.norm(), Tolerance.Single);
    }

    [SkippableFact]
    public void A_record_is_written_and_read_to_the_bit_and_goes_on()
    {
        using var layer = nn.Conv2d(1, 3, 3);
        IReadOnlyList<NormalizedWeight> weights = [new("conv", layer.weight)];
        var record = new ChannelNormRecord(weights);
        using (no_grad())
            layer.weight.mul_(1.7);
        record.AddEpoch();
        record.Save(_path);
        var read = ChannelNormRecord.Load(_path);
        Assert.Equal(1, read.Epochs);
        Assert.Equal(ChannelNorms.ValuesOf(layer.weight), read.After(1, "conv"));
        Assert.Equal(record.After(0, "conv"), read.After(0, "conv"));

        var next = new ChannelNormRecord(weights);
        next.Restore(read, epochs: 1);
        next.AddEpoch();
        Assert.Equal(2, next.Epochs);
        Assert.Equal(record.After(0, "conv"), next.After(0, "conv"));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_path) + ".*.part"));
    }

    [SkippableFact]
    public void A_training_that_diverged_is_recorded_as_it_is()
    {
        var weight = new Parameter(tensor(new[] { float.PositiveInfinity, float.NaN, 1 }).reshape(3, 1));
        new ChannelNormRecord([new NormalizedWeight("w", weight)]).Save(_path);

        Assert.Equal([float.PositiveInfinity, float.NaN, 1], ChannelNormRecord.Load(_path).After(0, "w"));
    }

    [SkippableTheory]
    [InlineData("not json", "damaged")]
    [InlineData("{\"format\": \"other\", \"layers\": []}", "format is 'other'")]
    [InlineData("{\"format\": \"normgpu channel norms 1\"}", "damaged")]
    [InlineData("{\"format\": \"normgpu channel norms 1\", \"layers\": [{\"name\": \"a\", \"norms\": [[1], [1, 2]]}]}", "channels")]
    [InlineData("{\"format\": \"normgpu channel norms 1\", \"layers\": [{\"name\": \"a\", \"norms\": [[-1]]}]}", "below 0")]
    public void A_file_that_is_no_record_is_named(string content, string word)
    {
        File.WriteAllText(_path, content);
        var message = Assert.Throws<FormatException>(() => ChannelNormRecord.Load(_path)).Message;
        Assert.Contains(_path, message, StringComparison.Ordinal);
        Assert.Contains(word, message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_record_of_another_model_is_refused()
    {
        var weight = new Parameter(ones(2, 1));
        Assert.Contains("no layer v", Assert.Throws<ArgumentException>(() => new LearningRateCorrection(Record([[1, 1]]), [new NormalizedWeight("v", weight)])).Message, StringComparison.Ordinal);
        Assert.Contains("3 channels", Assert.Throws<ArgumentException>(() => new LearningRateCorrection(Record([[1, 1, 1]]), [new NormalizedWeight("w", weight)])).Message, StringComparison.Ordinal);
        Assert.Contains("diverged", Assert.Throws<ArgumentException>(() => new LearningRateCorrection(Record([[1, 1], [1, float.NaN]]), [new NormalizedWeight("w", weight)])).Message, StringComparison.Ordinal);
        using var optimizer = new MasterSgd([new ParameterGroup([weight], 0)], 0.1, rule: new LearningRateCorrection(Record([[1, 1]]), [new NormalizedWeight("w", weight)]) { Epoch = 2 });
        weight.grad = ones(2, 1);
        Assert.Contains("0 epochs", Assert.Throws<ArgumentException>(() => optimizer.step()).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Weight_decay_can_leave_convolutions_out()
    {
        using var model = nn.Sequential(nn.Conv2d(1, 1, 1), nn.Linear(1, 1), HalfLayers.Conv2d(1, 1, 1));
        Assert.Single(ParameterGroups.WithWeightDecay(model, 5e-4, convolutions: false)[0].Parameters);
        Assert.Equal(3, ParameterGroups.WithWeightDecay(model)[0].Parameters.Count);
    }

    protected override void Dispose(bool disposing)
    {
        File.Delete(_path);
        base.Dispose(disposing);
    }

    private static string Written(float norm) => float.IsNaN(norm) ? "\"NaN\"" : norm.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private ChannelNormRecord Record(float[][] norms)
    {
        var rows = string.Join(", ", norms.Select(row => $"[{string.Join(", ", row.Select(Written))}]"));
        File.WriteAllText(_path, $$"""{"format": "normgpu channel norms 1", "layers": [{"name": "w", "norms": [{{rows}}]}]}""");
        return ChannelNormRecord.Load(_path);
    }
}
