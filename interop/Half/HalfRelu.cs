using System.Numerics;
using NormGpu.Torch.Autograd;
using NormGpu.Torch.Memory;
using static TorchSharp.torch;

namespace NormGpu.Torch.Half;

/// <summary>ReLU on half bits: the sign decides, no conversion. NaN passes. Saves its output, which the next layer saves as well.</summary>
internal sealed unsafe class HalfRelu : autograd.SingleTensorFunction<HalfRelu>
{
    /// <summary>Elements a thread takes at a time; fewer are not worth waking one.</summary>
    private const long ElementsPerJob = 1 << 17;

    /// <summary>Bits above these are NaN with a sign; negative infinity itself is 0xFC00.</summary>
    private const ushort NegativeInfinity = 0xFC00;

    public override string Name => nameof(HalfRelu);

    /// <summary>max(x, 0) of a half CPU tensor.</summary>
    public static Tensor Run(Tensor x)
    {
        var call = new HalfCall(inputs => inputs[0]!, gradients: null, inputs: 1);
        if (!call.Want(x))
            return Compute(x);
        var y = apply(x, call);
        call.Close();
        return y;
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var y = Compute((Tensor)vars[0]);
        // A handle apart from y, which becomes the output: an output saved by its own node would keep itself alive.
        ctx.save_for_backward([((HalfCall)vars[1]).CloseAfterwards(y.detach())]);
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        => BackwardErrors.Guard(2, [grad_output], () => Gradients(ctx, grad_output), () => [BackwardErrors.NaNLike(grad_output), null]);

    private static Tensor Compute(Tensor x)
    {
        using var source = ChannelTensor.IsDense(x) ? x.alias() : x.contiguous();
        var y = empty_like(source);
        var (from, to) = ((nint)TensorMemory.Halves(source), (nint)TensorMemory.Halves(y));
        InJobs(source.numel(), (start, count) => Positive((ushort*)from + start, (ushort*)to + start, count));
        GC.KeepAlive(source);
        return y;
    }

    private static List<Tensor?> Gradients(autograd.AutogradContext ctx, Tensor grad)
    {
        using var y = ctx.get_saved_variables()[0];
        return [WhereKept(y, grad), null];
    }

    private static void Positive(ushort* x, ushort* y, long count)
    {
        long i = 0;
        for (; i <= count - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var bits = *(Vector<ushort>*)(x + i);
            var positive = Vector.GreaterThan(Vector.AsVectorInt16(bits), Vector<short>.Zero);
            var nan = Vector.GreaterThan(bits, new Vector<ushort>(NegativeInfinity));
            *(Vector<ushort>*)(y + i) = bits & (Vector.AsVectorUInt16(positive) | nan);
        }

        for (; i < count; i++)
            y[i] = (short)x[i] > 0 || x[i] > NegativeInfinity ? x[i] : (ushort)0;
    }

    /// <summary>dy where y is not 0.</summary>
    internal static Tensor WhereKept(Tensor y, Tensor grad)
    {
        using var dy = HalfTensor.InOrderOf(y, grad);
        var dx = empty_like(y);
        var (kept, from, to) = ((nint)TensorMemory.Halves(y), (nint)TensorMemory.Halves(dy), (nint)TensorMemory.Halves(dx));
        InJobs(y.numel(), (start, count) => WhereKept((ushort*)kept + start, (ushort*)from + start, (ushort*)to + start, count));
        GC.KeepAlive(y);
        GC.KeepAlive(dy);
        return dx;
    }

    private static void WhereKept(ushort* y, ushort* dy, ushort* dx, long count)
    {
        long i = 0;
        for (; i <= count - Vector<ushort>.Count; i += Vector<ushort>.Count)
            *(Vector<ushort>*)(dx + i) = Vector.AndNot(*(Vector<ushort>*)(dy + i), Vector.Equals(*(Vector<ushort>*)(y + i), Vector<ushort>.Zero));
        for (; i < count; i++)
            dx[i] = y[i] == 0 ? (ushort)0 : dy[i];
    }

    private static void InJobs(long count, Action<long, long> job)
    {
        var jobs = (count + ElementsPerJob - 1) / ElementsPerJob;
        if (jobs <= 1)
            job(0, count);
        else
            Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() }, j => job(j * ElementsPerJob, Math.Min(ElementsPerJob, count - j * ElementsPerJob)));
    }
}
