using NormGpu.Host.Devices;
using NormGpu.Host.Gpu;

namespace NormGpu.Gpu.Tests;

public class DeviceCatalogueTests
{
    [Fact]
    public void Every_device_is_available_or_says_in_one_sentence_why_not()
    {
        foreach (var description in DeviceCatalogue.All)
        {
            if (description.IsAvailable)
                Assert.NotEmpty(description.Name);
            else
                Assert.Matches(@"^[^\r\n]+\.$", description.Missing);
        }
    }

    [Fact]
    public void All_four_kinds_are_listed() => Assert.Equal(
        Enum.GetValues<DeviceKind>(), DeviceCatalogue.All.Select(description => description.Kind).Distinct().Order());

    [Fact]
    public void A_device_is_the_same_object_each_time() => Assert.Same(DeviceCatalogue.Find("simulator"), DeviceCatalogue.Find("simulator"));

    [Theory]
    [InlineData("cpu", "cpu simulator")]
    [InlineData("cpu", "cpu simulator opencl:0 -cuda")]
    [InlineData("opencl:1", "cpu simulator opencl:0 opencl:1=GPU -cuda")]
    [InlineData("cpu", "cpu -opencl=GPU -cuda")]
    [InlineData("cuda:0", "cpu simulator opencl:0=GPU cuda:0 cuda:1")]
    public void Where_nobody_chose_a_card_comes_first_then_a_gpu_under_opencl_then_the_processor(string chosen, string listed) =>
        Assert.Equal(chosen, DeviceCatalogue.Preferred([.. listed.Split(' ').Select(Description)]).Id);

    [Theory]
    [InlineData("", "no OpenCL platform", "pocl-opencl-icd")]
    [InlineData("opencl:0", "missing on card opencl:0:", "IlgpuFrom=offline")]
    [InlineData("opencl:0 opencl:1", "missing on card opencl:0 and card opencl:1:", "IlgpuFrom=offline")]
    public void No_platform_and_refused_devices_have_different_ways_out(string refused, string reason, string way)
    {
        var sentence = OpenClDevices.WhyNone([.. refused.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Description)]);
        Assert.Contains(reason, sentence, StringComparison.Ordinal);
        Assert.Contains(way, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_cannot_be_opened_says_why_in_one_sentence_each_time()
    {
        var device = new ComputeDevice(Description("cuda:0"), () => throw new InvalidOperationException("no memory is left.\n   at a driver"));
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var error = Assert.Throws<DeviceException>(() => device.Gpu);
            Assert.Equal("Device 'cuda:0' could not be opened: no memory is left.", error.Message);
        }
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("")]
    [InlineData("cuda:99")]
    [InlineData("cpu:1")]
    public void A_name_that_is_no_device_is_refused_with_that_name(string id)
    {
        var error = Assert.Throws<ArgumentException>(() => DeviceCatalogue.Find(id));
        Assert.Contains($"'{id}'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A description from id[=capability], with a minus in front where it is missing.</summary>
    private static DeviceDescription Description(string written)
    {
        var parts = written.TrimStart('-').Split('=');
        var kind = parts[0].Split(':')[0] switch
        {
            "cpu" => DeviceKind.Cpu,
            "simulator" => DeviceKind.Simulator,
            "opencl" => DeviceKind.OpenCl,
            _ => DeviceKind.Cuda,
        };
        return new DeviceDescription(parts[0], kind, $"card {parts[0]}", 0, parts[1..], written.StartsWith('-') ? "it is not there." : null);
    }
}
