using NormGpu.Torch.Models;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class ModelTests : LibtorchTest
{
    public static TheoryData<string, long, long> Models()
    {
        var data = new TheoryData<string, long, long>();
        foreach (var name in ModelCatalogue.Names)
        {
            data.Add(name, 1, 28);
            data.Add(name, 3, 32);
        }

        return data;
    }

    [SkippableTheory, MemberData(nameof(Models))]
    public void Every_model_trains_in_half(string name, long channels, long size)
    {
        using var model = HalfPrecision.Convert(ModelCatalogue.Create(name, channels, size, 10, new NormOptions(Norm.L1)));
        using var optimizer = new MasterSgd(ParameterGroups.WithWeightDecay(model), 0.02);
        var scaler = GradScaler.Fixed(128);
        var images = randn(8, channels, size, size).to(ScalarType.Float16);
        var labels = arange(8, ScalarType.Int64);
        var losses = new List<float>();
        for (var step = 0; step < 4; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = HalfPrecision.CrossEntropy(model.call(images), labels);
            scaler.Scale(loss).backward();
            Assert.True(scaler.Step(optimizer));
            losses.Add(loss.item<float>());
        }

        Assert.True(losses[^1] < losses[0], string.Join(", ", losses));
    }

    [SkippableTheory]
    [InlineData("resnet8", 77_754)]
    [InlineData("resnet20", 272_186)]
    [InlineData("lenet", 61_932)]
    [InlineData("vgg11", 9_227_210)]
    public void Models_have_the_parameters_counted_by_hand(string name, long parameters)
    {
        using var model = ModelCatalogue.Create(name, 1, 28, 10, new NormOptions(Norm.L2));
        Assert.Equal(parameters, model.parameters().Sum(parameter => parameter.numel()));
    }

    [SkippableFact]
    public void A_seed_gives_the_same_model_twice_and_another_seed_another()
    {
        Dictionary<string, Tensor> State(long seed)
        {
            manual_seed(seed);
            return ModelCatalogue.Create("resnet8", 1, 28, 10, new NormOptions(Norm.TopK)).state_dict();
        }

        var (first, again, other) = (State(1), State(1), State(2));
        foreach (var (key, tensor) in first)
            TensorAssert.Same(tensor, again[key]);
        Assert.NotEqual(TensorAssert.Values(first["conv.weight"]), TensorAssert.Values(other["conv.weight"]));
    }

    [SkippableTheory]
    [InlineData("resnet9", 1, 28, 10)]
    [InlineData("lenet", 0, 28, 10)]
    [InlineData("lenet", 1, 8, 10)]
    [InlineData("lenet", 1, 28, 0)]
    public void What_the_catalogue_lacks_is_refused(string name, long channels, long size, long classes)
        => Assert.Throws<ArgumentException>(() => ModelCatalogue.Create(name, channels, size, classes, new NormOptions(Norm.L1)));
}
