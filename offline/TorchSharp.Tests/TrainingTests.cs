using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

public class TrainingTests : TorchTests
{
    [SkippableFact]
    public void A_small_net_learns_its_images_by_heart_the_same_way_twice()
    {
        double[] first = Train();
        double[] second = Train();
        Assert.Equal(first, second);
        Assert.True(first[^1] < first[0] / 10, $"loss {first[0]} -> {first[^1]}");
    }

    private static double[] Train()
    {
        manual_seed(1);
        using Sequential net = Sequential(
            Conv2d(1, 8, 3, stride: 2, padding: 1), BatchNorm2d(8), ReLU(inplace: true), MaxPool2d(2), AdaptiveAvgPool2d(2), Flatten(), Linear(32, 3));
        using Tensor images = randn(12, 1, 16, 16);
        using Tensor labels = arange(12) % (Scalar)3;
        using SGD optimizer = optim.SGD(net.parameters(), 0.1, momentum: 0.9, weight_decay: 1e-4);
        using var loss = CrossEntropyLoss();
        var losses = new double[40];
        for (int i = 0; i < losses.Length; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            Tensor value = loss.call(net.call(images), labels);
            value.backward();
            optimizer.step();
            losses[i] = value.ToDouble();
        }
        return losses;
    }
}
