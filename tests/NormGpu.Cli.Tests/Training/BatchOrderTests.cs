using NormGpu.Cli.Training;

namespace NormGpu.Cli.Tests.Training;

public sealed class BatchOrderTests
{
    [Fact]
    public void An_order_holds_each_image_once()
    {
        Assert.Equal(Enumerable.Range(0, 1000), BatchOrder.Shuffled(1000, seed: 1, epoch: 0).Order());
    }

    [Fact]
    public void Seed_and_epoch_each_give_an_order_of_their_own_and_always_the_same()
    {
        var orders = new[] { (1, 0), (1, 1), (2, 0), (2, 1) }.Select(pair => string.Join(',', BatchOrder.Shuffled(50, pair.Item1, pair.Item2))).ToArray();

        Assert.Equal(4, orders.Distinct().Count());
        Assert.Equal(orders[1], string.Join(',', BatchOrder.Shuffled(50, 1, 1)));
    }

    [Theory]
    [InlineData(10, 5, new[] { 5, 5 })]
    [InlineData(12, 5, new[] { 5, 5, 2 })]
    [InlineData(11, 5, new[] { 5, 5 })]
    [InlineData(3, 128, new[] { 3 })]
    [InlineData(1, 128, new[] { 1 })]
    public void A_last_batch_of_one_image_is_left_out(int images, int batch, int[] sizes)
    {
        Assert.Equal(sizes, BatchOrder.Cut([.. Enumerable.Range(0, images)], batch).Select(part => part.Count));
    }
}
