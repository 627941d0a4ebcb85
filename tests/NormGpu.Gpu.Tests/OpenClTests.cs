using NormGpu.Host;
using NormGpu.Host.Devices;

namespace NormGpu.Gpu.Tests;

/// <summary>
/// The kernels on the first OpenCL device against the CPU backend: every norm and precision, pairwise with shapes. The tensors end with a whole lane, so that
/// kernels read nothing beyond them: what checks memory for values that nobody wrote has nothing to report (tests/oclgrind.sh).
/// </summary>
public class OpenClTests
{
    private static readonly ChannelShape[] Shapes =
    [
        // Segments of 21 start anywhere inside a lane.
        new(8, 3, 21, ChannelLayout.ChannelsFirst),
        new(2, 1, 900, ChannelLayout.ChannelsFirst),
        new(2, 24, 5, ChannelLayout.ChannelsLast),
        new(8, 3, 11, ChannelLayout.ChannelsLast),
    ];

    private static readonly Dictionary<string, (ElementType Type, Arithmetic Arithmetic, Accumulation Accumulation)> Precisions = new(StringComparer.Ordinal)
    {
        ["fp32"] = (ElementType.Float32, Arithmetic.Float32, Accumulation.Float32),
        ["fp16"] = (ElementType.Float16, Arithmetic.Float32, Accumulation.Float32),
        ["fp16-arithmetic"] = (ElementType.Float16, Arithmetic.Float16, Accumulation.Float32),
        ["fp16-sums"] = (ElementType.Float16, Arithmetic.Float32, Accumulation.Float16),
    };

    public static TheoryData<string> Cases() =>
        [.. from norm in Enum.GetValues<Norm>() from precision in Precisions.Keys select $"{norm}-{precision}."];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void OpenCL_computes_what_the_cpu_backend_computes(string name)
    {
        var (norm, precision) = name.TrimEnd('.').Split('-', 2) is [var first, var second] ? (Enum.Parse<Norm>(first), second) : throw new ArgumentException(name);
        var (type, arithmetic, accumulation) = Precisions[precision];
        // Every pair of norm and shape, and of precision and shape, occurs.
        var number = (Array.IndexOf([.. Precisions.Keys], precision) + (int)norm) % Shapes.Length;
        var settings = new BatchNormSettings(norm, 1e-3f, 10, arithmetic, accumulation, number % 2 == 0 ? Activation.Relu : Activation.None);
        var channels = Shapes[number].Channels;
        var device = Find();
        var data = new TestData(Shapes[number]);
        var expected = data.Run(settings, type, "cpu");
        var actual = data.Run(settings, type, device);
        var tolerance = arithmetic == Arithmetic.Float16 || accumulation == Accumulation.Float16 ? 1f / 32 : type == ElementType.Float16 ? 1f / 512 : 1f / (1 << 18);
        DeviceCall.AssertClose(expected.Y, actual.Y, tolerance);
        DeviceCall.AssertClose(expected.Dx, actual.Dx, tolerance);
        DeviceCall.AssertClose(expected.Statistics[..(3 * channels)], actual.Statistics[..(3 * channels)], tolerance);
    }

    /// <summary>The device; where there is none the test skips, or fails if NORMGPU_REQUIRE names opencl. NORMGPU_PLATFORM says which platform it has to be.</summary>
    private static string Find()
    {
        var found = DeviceCatalogue.All.FirstOrDefault(description => description is { Kind: DeviceKind.OpenCl, IsAvailable: true });
        var required = (Environment.GetEnvironmentVariable("NORMGPU_REQUIRE") ?? "").Split(',').Contains("opencl", StringComparer.Ordinal);
        Skip.If(found is null && !required, "there is no OpenCL device");
        Assert.True(found is not null, "NORMGPU_REQUIRE asks for opencl, and there is no OpenCL device");
        if (Environment.GetEnvironmentVariable("NORMGPU_PLATFORM") is { Length: > 0 } platform)
            Assert.Contains(platform, found.Capabilities, StringComparer.Ordinal);
        return found.Id;
    }
}
