using NormGpu.Host.Devices;

namespace NormGpu.Host.Checks;

/// <summary>
/// Checks every norm, alone and with its fused ReLU, storage type, layout, direction and precision on a device against a plain computation in double, and
/// weight norm likewise.
/// </summary>
public static class SelfTest
{
    private const int K = 3;

    private static readonly ChannelShape[] Shapes =
    [
        // Segments of 21 start anywhere inside a 16-byte pack.
        new(3, 5, 21, ChannelLayout.ChannelsFirst),
        new(2, 8, 24, ChannelLayout.ChannelsLast),
        new(2, 3, 25, ChannelLayout.ChannelsLast),
    ];

    private static readonly Norm[] WeightNorms = [Norm.L1, Norm.L2, Norm.LInf];

    /// <summary>With a learned gain a row, and with one rho.</summary>
    private static readonly (WeightShape Shape, bool Learned)[] Weights =
    [
        // Rows of a 3 × 3 convolution with 3 inputs start anywhere inside a 16-byte pack.
        (new(9, 27), true),
        (new(8, 64), false),
    ];

    /// <summary>Runs every check.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="report">Called after each check, or null.</param>
    /// <returns>All results; the device is sound if all have passed.</returns>
    public static IReadOnlyList<SelfTestResult> Run(ComputeDevice device, Action<SelfTestResult>? report = null)
    {
        var results = new List<SelfTestResult>();
        var batchNorms = Cases().SelectMany(test => new SelfTestCase(test.Settings, test.Type, test.Shape).Run(device));
        var weightNorms = WeightCases().SelectMany(test => new SelfTestWeightCase(test.Norm, test.Type, test.Shape, test.Learned).Run(device));
        foreach (var result in batchNorms.Concat(weightNorms))
        {
            results.Add(result);
            report?.Invoke(result);
        }

        return results;
    }

    private static IEnumerable<(Norm Norm, ElementType Type, WeightShape Shape, bool Learned)> WeightCases() =>
        from norm in WeightNorms
        from type in Enum.GetValues<ElementType>()
        from weight in Weights
        select (norm, type, weight.Shape, weight.Learned);

    private static IEnumerable<(BatchNormSettings Settings, ElementType Type, ChannelShape Shape)> Cases()
    {
        (ElementType Type, Arithmetic Arithmetic, Accumulation Accumulation)[] precisions =
        [
            (ElementType.Float32, Arithmetic.Float32, Accumulation.Float32),
            (ElementType.Float16, Arithmetic.Float32, Accumulation.Float32),
            (ElementType.Float16, Arithmetic.Float16, Accumulation.Float32),
            (ElementType.Float16, Arithmetic.Float32, Accumulation.Float16),
            (ElementType.Float16, Arithmetic.Float16, Accumulation.Float16),
        ];
        return from norm in Enum.GetValues<Norm>()
               from activation in Enum.GetValues<Activation>()
               from precision in precisions
               from shape in Shapes
               select (new BatchNormSettings(norm, 1e-3f, K, precision.Arithmetic, precision.Accumulation, activation), precision.Type, shape);
    }
}
