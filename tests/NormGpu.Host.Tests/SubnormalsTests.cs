using NormGpu.Host.Cpu;
using NormGpu.Host.Tests.Harness;

namespace NormGpu.Host.Tests;

/// <summary>Tensors in which subnormal halves abound are told from others, and it changes nothing but time.</summary>
public sealed unsafe class SubnormalsTests
{
    private const int Channels = 64;
    private const int Spatial = 67;
    private const int Batch = 3;

    public static TheoryData<string, ChannelLayout> Norms()
    {
        var cases = new TheoryData<string, ChannelLayout>();
        foreach (var norm in NormRow.All.Keys)
        {
            foreach (var layout in Enum.GetValues<ChannelLayout>())
                cases.Add(norm, layout);
        }

        return cases;
    }

    [Fact]
    public void A_sample_tells_small_gradients_from_activations()
    {
        Assert.True(AboundIn(100_000, random => (Half)(1e-5 * BatchNormCase.Normal(random))));
        Assert.True(AboundIn(100_000, random => random.Next(50) == 0 ? Half.Epsilon : (Half)1));
        Assert.True(AboundIn(32, _ => Half.Epsilon));
        Assert.False(AboundIn(100_000, random => (Half)BatchNormCase.Normal(random)));
        Assert.False(AboundIn(100_000, _ => (Half)0));
        Assert.False(AboundIn(100_000, _ => Half.NaN));
        Assert.False(AboundIn(31, _ => Half.Epsilon));
        Assert.False(Subnormals.AboundIn(null, 100_000));
    }

    [Theory]
    [MemberData(nameof(Norms))]
    public void A_channel_is_normalized_to_the_same_bits_whatever_its_neighbours_hold(string norm, ChannelLayout layout)
    {
        var shape = new ChannelShape(Batch, Channels, Spatial, layout);
        var settings = PrecisionRow.All["fp16"].Settings(NormRow.All[norm]);
        // The last channel is the same in both tensors, and has a few subnormals, and zeros of both signs, itself; the sample does not meet them.
        var among = Run(settings, shape, neighbours: 1e-6);
        var apart = Run(settings, shape, neighbours: 1);
        Assert.True(among.Subnormals);
        Assert.False(apart.Subnormals);
        Assert.Equal(apart.Bits, among.Bits);
    }

    private static bool AboundIn(int count, Func<Random, Half> draw)
    {
        var random = new Random(5);
        var halves = Enumerable.Range(0, count).Select(_ => draw(random)).ToArray();
        fixed (Half* elements = halves)
            return Subnormals.AboundIn((ushort*)elements, count);
    }

    private static (bool Subnormals, ushort[] Bits) Run(BatchNormSettings settings, ChannelShape shape, double neighbours)
    {
        var (x, dy) = (Draw(shape, neighbours, 1), Draw(shape, neighbours, 2));
        var (y, dx) = (new Half[x.Length], new Half[x.Length]);
        float[] weight = settings.Norm == Norm.Mean ? [] : Enumerable.Repeat(-0.7f, Channels).ToArray();
        var bias = new float[Channels];
        var statistics = new float[ChannelStatistics.Rows * Channels];
        BatchNorm.Forward<Half>(settings, shape, x, y, weight, bias, statistics);
        BatchNorm.Backward<Half>(settings, shape, x, dy, dx, weight, bias, statistics, new float[weight.Length], new float[Channels]);
        bool subnormals;
        fixed (Half* elements = x)
            subnormals = Subnormals.AboundIn((ushort*)elements, x.Length);
        return (subnormals, [.. OfLastChannel(y, shape).Concat(OfLastChannel(dx, shape)).Select(BitConverter.HalfToUInt16Bits)]);
    }

    private static Half[] Draw(ChannelShape shape, double neighbours, int seed)
    {
        var random = new Random(seed);
        Half[] telling = [(Half)0, Half.NegativeZero, Half.Epsilon, -Half.Epsilon, (Half)6e-5f, (Half)1];
        var elements = new Half[shape.Count];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = (Half)(neighbours * BatchNormCase.Normal(random));
        foreach (var i in LastChannel(shape))
            elements[i] = random.Next(3) == 0 ? telling[random.Next(telling.Length)] : (Half)BatchNormCase.Normal(random);
        return elements;
    }

    private static IEnumerable<Half> OfLastChannel(Half[] elements, ChannelShape shape) => LastChannel(shape).Select(i => elements[i]);

    private static IEnumerable<int> LastChannel(ChannelShape shape) =>
        Enumerable.Range(0, (int)shape.CountPerChannel).Select(position => shape.Layout == ChannelLayout.ChannelsFirst
            ? (((position / Spatial * Channels) + Channels - 1) * Spatial) + (position % Spatial)
            : (position * Channels) + Channels - 1);
}
