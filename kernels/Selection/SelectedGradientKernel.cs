using ILGPU;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Layouts;
using NormGpu.Kernels.Maps;
using NormGpu.Kernels.Memory;
using NormGpu.Kernels.Rectified;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Kernels.Selection;

/// <summary>dx of a selecting norm: every element gets factor·(dy − offset), the selected ones their slope besides.</summary>
public static class SelectedGradientKernel
{
    /// <summary>Grid: tiles × splits groups. Reads x and dy once, writes dx once, and the few selected elements once more.</summary>
    public static void Run<TStorage, TLayout, TLane, TRounding, TGate>(MapArguments arguments)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
        where TGate : struct, IGate<TGate, TLane>
    {
        var grid = arguments.Grid;
        var place = TLayout.Find(grid, TLane.Width);
        if (place.Channel >= grid.Channels)
            return;
        var map = OffsetGradientMap<TLane, TRounding>.Start<TLayout>(arguments.Table, place.Channel);
        var gate = TGate.Start<TLayout>(arguments.Table, place.Channel);
        var mean = TLayout.Load<TLane>(arguments.Table, ChannelRow.Mean, place.Channel);
        var threshold = TLayout.Load<TLane>(arguments.Table, ChannelRow.Threshold, place.Channel);
        var begin = place.Split * grid.SlotsPerSplit;
        var end = IntrinsicMath.Min(begin + grid.SlotsPerSplit, grid.Slots);
        var run = TLayout.Locate(grid, place.Channel, begin + place.Thread);
        for (var slot = begin + place.Thread; slot < end; slot += grid.Threads, run = TLayout.Advance(grid, place.Channel, slot, run))
        {
            if (run.IsEmpty)
                continue;
            var x = TStorage.Load<TLane>(arguments.X, run.Index);
            var d = Elementwise.Deviation<TLane, TRounding>(x, mean);
            var dy = TGate.Pass(gate, x, TStorage.Load<TLane>(arguments.Dy, run.Index));
            PartialStore.Run<TStorage, TLayout, TLane>(arguments.Output, run, OffsetGradientMap<TLane, TRounding>.Apply(map, default, dy));
            // Nearly every lane ends here: none of its |d| reaches its threshold.
            if (!TLane.AllBelow(TLane.Abs(d), threshold))
                StoreSelected<TStorage, TLayout, TLane, TRounding>(arguments, run, place.Channel, d, dy);
        }
    }

    private static void StoreSelected<TStorage, TLayout, TLane, TRounding>(MapArguments arguments, Run run, int firstChannel, TLane d, TLane dy)
        where TStorage : struct, IStorage
        where TLayout : struct, ILayout
        where TLane : struct, IKernelLane<TLane>
        where TRounding : struct, IRounding
    {
        var table = arguments.Table;
        for (var i = run.From; i < run.To && i < TLane.Width; i++)
        {
            var channel = TLayout.HasPartialLanes ? firstChannel : firstChannel + i;
            var magnitude = MathF.Abs(TLane.At(d, i));
            var threshold = table[ChannelRow.Threshold, channel];
            var position = run.Position + i * TLayout.PositionStep;
            if (magnitude > threshold || (magnitude == threshold && position <= arguments.Cutoffs[channel]))
            {
                var gradient = Elementwise.Gradient<FloatLane, TRounding>(
                    Elementwise.CentredGradient<FloatLane, TRounding>(new FloatLane(TLane.At(dy, i)), new FloatLane(table[ChannelRow.Offset, channel])),
                    FloatLane.Sign(new FloatLane(TLane.At(d, i))),
                    new FloatLane(table[ChannelRow.SlopeFactor, channel]),
                    new FloatLane(table[ChannelRow.Factor, channel]));
                TStorage.Store(arguments.Output, run.Index + i, gradient);
            }
        }
    }
}
