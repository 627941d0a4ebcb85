using NormGpu.Host.Cpu;

namespace NormGpu.Host.Tests;

public class StripsTests
{
    /// <summary>Rows that are no multiple of a strip's, fewer than one, and none behind the last.</summary>
    [Theory]
    [InlineData(32, 8)]
    [InlineData(33, 8)]
    [InlineData(15, 8)]
    [InlineData(5, 8)]
    public void All_rows_but_those_of_the_first_strip_are_fetched_and_none_past_the_last(int rows, int rowsPerStrip)
    {
        const long Stride = 100;
        var fetched = new HashSet<long>();
        for (var strip = 0; strip < rows; strip += rowsPerStrip)
        {
            var ahead = Strips.Ahead(strip, rowsPerStrip, rows, Stride);
            Assert.Equal(0, ahead % Stride);
            for (var row = strip; row < Math.Min(strip + rowsPerStrip, rows); row++)
                fetched.Add(row + ahead / Stride);
        }

        for (long row = rowsPerStrip; row < rows; row++)
            Assert.Contains(row, fetched);
        Assert.True(fetched.Max() < rows);
    }
}
