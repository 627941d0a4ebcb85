using System.Runtime.InteropServices;
using NormGpu.Host.Tests.Harness;
using NormGpu.Reference;

namespace NormGpu.Host.Tests;

/// <summary>The optimizer's step against the same operations one element at a time, to the bit.</summary>
public unsafe class MomentumStepTests
{
    private static readonly int[] Lengths = [0, 1, 7, 16, 33, 2047, 2048, 2049, 70_003];

    [Theory]
    [InlineData(ElementType.Float16, 0f, 0f, false)]
    [InlineData(ElementType.Float16, 0.9f, 0f, false)]
    [InlineData(ElementType.Float16, 0.9f, 5e-4f, false)]
    [InlineData(ElementType.Float32, 0.9f, 5e-4f, true)]
    [InlineData(ElementType.Float32, 0f, 5e-4f, false)]
    public void Each_element_takes_its_own_step(ElementType type, float momentum, float decay, bool nesterov)
    {
        var step = new MomentumStep(1f / 128, decay, momentum, nesterov, 0.1f);
        foreach (var length in Lengths)
        {
            foreach (var threads in new[] { 1, 3 })
                Check(step, type, length, threads);
        }
    }

    private static void Check(MomentumStep step, ElementType type, int length, int threads)
    {
        using var gradients = new GuardedMemory(length * (type == ElementType.Float16 ? sizeof(ushort) : sizeof(float)), gap: 4);
        using var weights = new GuardedMemory(length * sizeof(float), gap: 4);
        using var velocity = new GuardedMemory(length * sizeof(float), gap: 4);
        using var rounded = new GuardedMemory(length * sizeof(ushort), gap: 4);
        var w = MemoryMarshal.Cast<byte, float>(weights.Bytes);
        var v = MemoryMarshal.Cast<byte, float>(velocity.Bytes);
        var random = new Random(length);
        var (gradient, weightBefore, velocityBefore) = (new float[length], new float[length], new float[length]);
        for (var i = 0; i < length; i++)
        {
            gradient[i] = (float)(random.NextDouble() - 0.5) * 8;
            if (type == ElementType.Float16)
                gradient[i] = (float)HalfRule.Value(MemoryMarshal.Cast<byte, ushort>(gradients.Bytes)[i] = HalfRule.Nearest(gradient[i]));
            else
                MemoryMarshal.Cast<byte, float>(gradients.Bytes)[i] = gradient[i];
            w[i] = weightBefore[i] = (float)(random.NextDouble() - 0.5);
            v[i] = velocityBefore[i] = (float)(random.NextDouble() - 0.5);
        }

        step.Run(gradients.Address, type, (float*)weights.Address, step.Momentum == 0 ? null : (float*)velocity.Address, (ushort*)rounded.Address, length, threads);

        for (var i = 0; i < length; i++)
        {
            var g = MathF.FusedMultiplyAdd(weightBefore[i], step.WeightDecay, gradient[i] * step.GradientFactor);
            var moved = velocityBefore[i] * step.Momentum + g;
            var direction = step.Momentum == 0 ? g : step.Nesterov ? MathF.FusedMultiplyAdd(moved, step.Momentum, g) : moved;
            Assert.Equal(MathF.FusedMultiplyAdd(direction, -step.LearningRate, weightBefore[i]), w[i]);
            Assert.Equal(step.Momentum == 0 ? velocityBefore[i] : moved, v[i]);
            Assert.Equal(HalfRule.Nearest(w[i]), MemoryMarshal.Cast<byte, ushort>(rounded.Bytes)[i]);
        }

        weights.Check("weights");
        velocity.Check("velocity");
        rounded.Check("rounded weights");
    }
}
