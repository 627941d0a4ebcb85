using NormGpu.Kernels;
using NormGpu.Kernels.Lanes;
using NormGpu.Kernels.Norms;
using NormGpu.Kernels.Rounding;

namespace NormGpu.Host.Cpu;

/// <summary>The mean as exactly as the lane can hold it.</summary>
internal static unsafe class Mean
{
    public static TLane Load<TLane, TChannels>(ChannelCoefficients coefficients, long channel)
        where TLane : struct, ISumLane<TLane>
        where TChannels : struct, IChannelLoad =>
        TChannels.Load<TLane>(coefficients.Centre, channel) + TChannels.Load<TLane>(coefficients.CentreRest, channel);
}

/// <summary>Sum of x − x_first, which makes the mean of a channel of constants exact.</summary>
internal struct MeanReducer<TLane, TRounding>(TLane first) : IReducer<MeanReducer<TLane, TRounding>, TLane>
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{
    private TLane sum = TLane.Broadcast(0);

    public static int Totals => 1;

    public static bool ReadsGradient => false;

    public readonly TLane Fill => first;

    public static unsafe MeanReducer<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(TChannels.Load<TLane>(coefficients.Centre, channel));

    public void Add(TLane x, TLane dy) => sum += Elementwise.Deviation<TLane, TRounding>(x, first);

    public readonly TLane Total(int index) => sum;

    public static DoubleLane Combine(int total, DoubleLane left, DoubleLane right) => left + right;
}

/// <summary>The norm's contributions, combined as the norm says.</summary>
internal struct DeviationReducer<TNorm, TLane, TRounding>(TLane mean) : IReducer<DeviationReducer<TNorm, TLane, TRounding>, TLane>
    where TNorm : struct, IReducingNorm
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{
    private TLane total = TLane.Broadcast(0);

    public static int Totals => 1;

    public static bool ReadsGradient => false;

    public readonly TLane Fill => mean;

    public static unsafe DeviationReducer<TNorm, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad => new(Mean.Load<TLane, TChannels>(coefficients, channel));

    public void Add(TLane x, TLane dy)
    {
        var d = Elementwise.Deviation<TLane, TRounding>(x, mean);
        total = TNorm.Combine(total, TRounding.Round(TNorm.Contribution(d)));
    }

    public readonly TLane Total(int index) => total;

    public static DoubleLane Combine(int total, DoubleLane left, DoubleLane right) => TNorm.Combine(left, right);
}

/// <summary>Sums of dy and dy·xhat: all that the weights' gradients need.</summary>
internal struct GradientReducer<TLane, TRounding>(TLane mean, TLane reciprocal) : IReducer<GradientReducer<TLane, TRounding>, TLane>
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{
    private TLane gradients = TLane.Broadcast(0);
    private TLane products = TLane.Broadcast(0);

    public static int Totals => 2;

    public static bool ReadsGradient => true;

    public readonly TLane Fill => mean;

    public static unsafe GradientReducer<TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad =>
        new(Mean.Load<TLane, TChannels>(coefficients, channel), TChannels.Load<TLane>(coefficients.Reciprocal, channel));

    public void Add(TLane x, TLane dy)
    {
        var d = Elementwise.Deviation<TLane, TRounding>(x, mean);
        gradients += dy;
        products = Elementwise.ScaledGradient<TLane, TRounding>(dy, d, reciprocal, products);
    }

    public readonly TLane Total(int index) => index == 0 ? gradients : products;

    public static DoubleLane Combine(int total, DoubleLane left, DoubleLane right) => left + right;
}

/// <summary>Sums of dy, dy·xhat and the norm's slopes.</summary>
internal struct SlopeReducer<TNorm, TLane, TRounding>(TLane mean, TLane reciprocal) : IReducer<SlopeReducer<TNorm, TLane, TRounding>, TLane>
    where TNorm : struct, IDenseGradient
    where TLane : struct, ISumLane<TLane>
    where TRounding : struct, IRounding
{
    private TLane gradients = TLane.Broadcast(0);
    private TLane products = TLane.Broadcast(0);
    private TLane slopes = TLane.Broadcast(0);

    public static int Totals => 3;

    public static bool ReadsGradient => true;

    public readonly TLane Fill => mean;

    public static unsafe SlopeReducer<TNorm, TLane, TRounding> Start<TChannels>(ChannelCoefficients coefficients, long channel)
        where TChannels : struct, IChannelLoad =>
        new(Mean.Load<TLane, TChannels>(coefficients, channel), TChannels.Load<TLane>(coefficients.Reciprocal, channel));

    public void Add(TLane x, TLane dy)
    {
        var d = Elementwise.Deviation<TLane, TRounding>(x, mean);
        gradients += dy;
        products = Elementwise.ScaledGradient<TLane, TRounding>(dy, d, reciprocal, products);
        if (!TNorm.SlopesSumToZero)
            slopes += TRounding.Round(TNorm.Slope(d, reciprocal));
    }

    public readonly TLane Total(int index) => index switch { 0 => gradients, 1 => products, _ => slopes };

    public static DoubleLane Combine(int total, DoubleLane left, DoubleLane right) => left + right;
}
