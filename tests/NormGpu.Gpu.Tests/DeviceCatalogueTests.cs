using NormGpu.Host.Devices;

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
    [InlineData("gpu")]
    [InlineData("")]
    [InlineData("cuda:99")]
    [InlineData("cpu:1")]
    public void A_name_that_is_no_device_is_refused_with_that_name(string id)
    {
        var error = Assert.Throws<ArgumentException>(() => DeviceCatalogue.Find(id));
        Assert.Contains($"'{id}'", error.Message, StringComparison.Ordinal);
    }
}
