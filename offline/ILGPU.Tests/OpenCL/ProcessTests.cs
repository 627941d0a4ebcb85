namespace ILGPU.Tests.OpenCL;

/// <summary>What a driver must not change in the process that it is loaded into.</summary>
[Collection(OpenClDevice.Collection)]
public class ProcessTests
{
    [SkippableFact]
    public void A_division_by_zero_still_throws_when_a_driver_is_loaded()
    {
        using OpenClDevice device = OpenClDevice.Open();
        int[] numbers = [7, 0];

        Assert.Throws<DivideByZeroException>(() => numbers[0] / numbers[1]);
    }
}
