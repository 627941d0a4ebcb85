using NormGpu.Kernels.Norms;

namespace NormGpu.Host.Cpu;

/// <summary>The CPU backend of <see cref="BatchNorm"/>: chooses the pass for the accumulators asked for.</summary>
internal static unsafe class CpuBatchNorm
{
    public static void Forward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y,
        float* weight, float* bias, ChannelStatistics statistics, int threads)
    {
        using var coefficients = new ChannelCoefficients(shape.Channels);
        var problem = new ChannelProblem(shape, type, x, null, y, coefficients);
        if (settings.Accumulation == Accumulation.Float16)
            CpuDispatch.Run(new HalfSumsForwardPass(settings, problem, weight, bias, statistics, threads), settings.Arithmetic, problem);
        else
            CpuDispatch.Run(new ForwardPass(settings, problem, weight, bias, statistics, threads), settings.Arithmetic, problem);
    }

    public static void Inference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* y,
        float* weight, float* bias, float* runningMean, float* runningScale, int threads)
    {
        using var coefficients = Constant(settings, shape.Channels, weight, bias, runningMean, runningScale);
        var problem = new ChannelProblem(shape, type, x, null, y, coefficients);
        CpuDispatch.Run(new InferencePass(settings.Activation, problem, threads), settings.Arithmetic, problem);
    }

    public static void Backward(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx,
        float* weight, float* bias, ChannelStatistics statistics, float* dweight, float* dbias, int threads)
    {
        using var coefficients = new ChannelCoefficients(shape.Channels);
        var problem = new ChannelProblem(shape, type, x, dy, dx, coefficients);
        if (settings.Accumulation == Accumulation.Float16)
        {
            coefficients.SetCentres(0, shape.Channels, statistics);
            coefficients.SetAffine(0, shape.Channels, statistics.Scale, weight, bias);
            CpuDispatch.Run(new HalfSumsBackwardPass(settings, problem, statistics, dweight, dbias, threads), settings.Arithmetic, problem);
        }
        else
        {
            CpuDispatch.Run(new BackwardPass(settings, problem, weight, bias, statistics, dweight, dbias, threads), settings.Arithmetic, problem);
        }
    }

    public static void BackwardInference(in BatchNormSettings settings, in ChannelShape shape, ElementType type, void* x, void* dy, void* dx,
        float* weight, float* bias, float* runningMean, float* runningScale, float* dweight, float* dbias, int threads)
    {
        using var coefficients = Constant(settings, shape.Channels, weight, bias, runningMean, runningScale);
        var problem = new ChannelProblem(shape, type, x, dy, dx, coefficients);
        if (settings.Accumulation == Accumulation.Float16)
            CpuDispatch.Run(new HalfSumsBackwardPass(settings, problem, null, dweight, dbias, threads), settings.Arithmetic, problem);
        else
            CpuDispatch.Run(new BackwardInferencePass(settings.Activation, problem, dweight, dbias, threads), settings.Arithmetic, problem);
    }

    private static ChannelCoefficients Constant(in BatchNormSettings settings, int channels, float* weight, float* bias, float* runningMean, float* runningScale)
    {
        var coefficients = new ChannelCoefficients(channels);
        new ReadOnlySpan<float>(runningMean, channels).CopyTo(new Span<float>(coefficients.Centre, channels));
        using var scales = new ScratchMemory(channels * sizeof(float));
        var scale = (float*)scales.Address;
        for (var c = 0; c < channels; c++)
        {
            // The running scale holds C·deviation already.
            scale[c] = settings.Norm switch
            {
                Norm.Mean => 1,
                Norm.L2 => L2.Scale(runningScale[c], 1, settings.Epsilon),
                _ => L1.Scale(runningScale[c], 1, settings.Epsilon),
            };
        }

        coefficients.SetAffine(0, channels, scale, weight, bias);
        return coefficients;
    }
}
