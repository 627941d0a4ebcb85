namespace ILGPU.Algorithms.ScanReduceOperations;

public readonly struct AddInt32 : IScanReduceOperation<int>
{
    public string CLCommand => "add";

    public int Identity => 0;

    public int Apply(int first, int second) => first + second;

    public void AtomicApply(ref int target, int value) => Atomic.Add(ref target, value);
}

public readonly struct AddInt64 : IScanReduceOperation<long>
{
    public string CLCommand => "add";

    public long Identity => 0;

    public long Apply(long first, long second) => first + second;

    public void AtomicApply(ref long target, long value) => Atomic.Add(ref target, value);
}

public readonly struct AddUInt32 : IScanReduceOperation<uint>
{
    public string CLCommand => "add";

    public uint Identity => 0;

    public uint Apply(uint first, uint second) => first + second;

    public void AtomicApply(ref uint target, uint value) => Atomic.Add(ref target, value);
}

public readonly struct AddUInt64 : IScanReduceOperation<ulong>
{
    public string CLCommand => "add";

    public ulong Identity => 0;

    public ulong Apply(ulong first, ulong second) => first + second;

    public void AtomicApply(ref ulong target, ulong value) => Atomic.Add(ref target, value);
}

public readonly struct AddFloat : IScanReduceOperation<float>
{
    public string CLCommand => "add";

    public float Identity => 0;

    public float Apply(float first, float second) => first + second;

    public void AtomicApply(ref float target, float value) => Atomic.Add(ref target, value);
}

public readonly struct AddDouble : IScanReduceOperation<double>
{
    public string CLCommand => "add";

    public double Identity => 0;

    public double Apply(double first, double second) => first + second;

    public void AtomicApply(ref double target, double value) => Atomic.Add(ref target, value);
}
