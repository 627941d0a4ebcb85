using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;
using NormGpu.Kernels.Selection;
using NormGpu.Kernels.Totals;

namespace NormGpu.Host.Gpu;

/// <summary>The kernels of selecting norms in their order: digit by digit to the threshold, and the last of the ties.</summary>
internal sealed class GpuSelection(GpuProblem problem)
{
    private const int Digits = 256;

    /// <summary>Lowest bit of each digit of 8 bits: first the exponent, so that few values share the largest one. The last digit has a bit of the third once more.</summary>
    private static readonly int[] Shifts = [23, 15, 7, 0];

    /// <summary>Finds each channel's k-th largest |d| and how many equal to it are selected; the means must stand.</summary>
    public void FindThresholds<TNorm, TStorage, TLayout, TRounding>()
        where TNorm : struct, ISelectingNorm
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding
    {
        var device = problem.Device;
        var channels = problem.Shape.Channels;
        using var histogram = device.Buffers.Borrow((long)channels * Digits * sizeof(int));
        using var prefix = device.Buffers.Borrow((long)channels * sizeof(int));
        using var remaining = device.Buffers.Borrow((long)channels * sizeof(int));
        var plan = problem.CountingPlan;
        var selected = (int)TNorm.Selected(problem.Settings.K, problem.Count);
        var prefixMask = 0;
        foreach (var shift in Shifts)
        {
            var arguments = new DigitArguments(
                plan.Grid, problem.Tensors.X, problem.Table.View, histogram.As<int>(), prefix.As<int>(), remaining.As<int>(), selected, shift, prefixMask);
            if (prefixMask == 0)
                device.Kernels.Launch(problem.PerChannel, DigitKernels.Begin, arguments);
            if (problem.Layout == ChannelLayout.ChannelsFirst)
                device.Kernels.Launch(plan.Launch, DigitKernels.Count<TStorage, TLayout, OctetLane, TRounding>, arguments);
            else
                device.Kernels.Launch(plan.Launch, DigitKernels.Count<TStorage, TLayout, FloatLane, TRounding>, arguments);
            device.Kernels.Launch(problem.PerChannel, DigitKernels.Pick, arguments);
            prefixMask = -1 << shift;
        }
    }

    /// <summary>Finds the position of the last tie that is selected and the sum of the selected signs; the sums of all splits must stand.</summary>
    public void FindCutoffs<TStorage, TLayout, TRounding>(BorrowedBuffer cutoffs, BorrowedBuffer signs)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TRounding : struct, IRounding => problem.Device.Kernels.Launch(
            new(problem.Shape.Channels, problem.Device.Policy.ThreadsPerGroup),
            TieCutoffKernel.Run<TStorage, TLayout, TRounding>,
            new TieCutoffArguments(
                problem.Plan.Grid, problem.Tensors.X, problem.Table.View, problem.Totals<SelectionSums>(), cutoffs.As<int>(), signs.As<int>()));
}
