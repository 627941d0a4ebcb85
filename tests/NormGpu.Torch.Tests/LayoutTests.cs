using static NormGpu.Torch.NormLayers;
using static TorchSharp.torch;

namespace NormGpu.Torch.Tests;

public class LayoutTests : LibtorchTest
{
    /// <summary>Ways to hold the same values.</summary>
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Views = new(StringComparer.Ordinal)
    {
        ["channels-last"] = x => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2),
        ["offset"] = x => cat([randn_like(x), x], 0).narrow(0, x.shape[0], x.shape[0]),
        ["offset channels-last"] = x => cat([randn_like(x), x], 0).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).narrow(0, x.shape[0], x.shape[0]),
        ["every second column"] = x => stack([x, randn_like(x)], 4).select(4, 0),
        ["transposed"] = x => x.transpose(2, 3).contiguous().transpose(2, 3),
    };

    public static TheoryData<string, ScalarType, long> Cases()
    {
        var data = new TheoryData<string, ScalarType, long>();
        foreach (var view in Views.Keys)
        {
            foreach (var type in new[] { ScalarType.Float32, ScalarType.Float16 })
            {
                data.Add(view, type, 3);
                data.Add(view, type, 1);
                data.Add(view, type, 33);
            }
        }

        return data;
    }

    [SkippableTheory, MemberData(nameof(Cases))]
    public void The_result_does_not_depend_on_how_the_input_lies(string view, ScalarType type, long channels)
    {
        using var layer = BatchNorm2d(channels);
        var plain = randn(2, channels, 3, 5).to(type).requires_grad_();
        var viewed = Views[view](plain.detach().to(ScalarType.Float32)).to(type).detach();
        var held = type == ScalarType.Float32 ? Views[view](plain.detach()) : viewed;
        held.requires_grad_();
        var dy = randn(2, channels, 3, 5).to(type);
        var (expected, y) = (layer.call(plain), layer.call(held));
        expected.backward([dy]);
        y.backward([dy]);
        TensorAssert.Close(expected, y, Tolerance.Of(type) + Tolerance.Single);
        TensorAssert.Close(plain.grad!, held.grad, Tolerance.Of(type) + Tolerance.SingleSum);
    }

    [SkippableFact]
    public void Channels_last_stays_channels_last()
    {
        using var layer = BatchNorm2d(6);
        var x = Views["channels-last"](randn(2, 6, 3, 5)).requires_grad_();
        var y = layer.call(x);
        y.sum().backward();
        Assert.Equal(x.stride(), y.stride());
        Assert.Equal(x.stride(), x.grad!.stride());
    }

    [SkippableFact]
    public void Channels_last_works_over_volumes()
    {
        using var layer = BatchNorm3d(6);
        var x = randn([2, 6, 3, 5, 2]);
        var held = x.permute(0, 2, 3, 4, 1).contiguous().permute(0, 4, 1, 2, 3);
        var y = layer.call(held);
        Assert.Equal(held.stride(), y.stride());
        TensorAssert.Close(layer.call(x), y, Tolerance.Single);
    }
}
