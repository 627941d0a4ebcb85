namespace NormGpu.Cli.Bench;

/// <summary>One measured pass, as the JSON shows it.</summary>
/// <param name="Norm">Word of --norm.</param>
/// <param name="Activation">none, or relu under --relu.</param>
/// <param name="Dtype">fp16 or fp32.</param>
/// <param name="Shape">N x C x …</param>
/// <param name="Layout">nchw or nhwc.</param>
/// <param name="Direction">forward or backward.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Threads">Threads on the CPU; 0 elsewhere.</param>
/// <param name="MedianMs">Milliseconds, median.</param>
/// <param name="Gbps">Bytes that must move (forward x and y; backward x, dy and dx) by the median, 10^9 bytes a second.</param>
/// <param name="ShareOfLimit">Gbps by the copy limit of the same run.</param>
/// <param name="NsPerElement">Nanoseconds an element.</param>
internal sealed record BenchRow(
    string Norm, string Activation, string Dtype, string Shape, string Layout, string Direction, string Device, int Threads, double MedianMs, double Gbps, double ShareOfLimit, double NsPerElement);

/// <summary>What memory gives, 10^9 bytes a second.</summary>
/// <param name="ReadGbps">Reading alone.</param>
/// <param name="CopyGbps">Copying, reads and writes both counted; the better of stores into and past the cache.</param>
internal sealed record BenchLimit(double ReadGbps, double CopyGbps);
