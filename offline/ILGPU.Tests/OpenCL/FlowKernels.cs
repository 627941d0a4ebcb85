namespace ILGPU.Tests.OpenCL;

/// <summary>Ways through a method, and the order in which things happen on them.</summary>
internal static class FlowKernels
{
    private static readonly int[] Inputs = [.. Enumerable.Range(-4, 20)];

    public static IEnumerable<KernelCase> All { get; } =
        new (string Name, Action<ArrayView<int>, ArrayView<int>> Kernel)[]
        {
            ("nested loops with break and continue", NestedLoops),
            ("a loop with three ways out", ManyExits),
            ("a return from inside two loops", ReturnFromLoops),
            ("do and while", DoWhile),
            ("a dense switch", DenseSwitch),
            ("a sparse switch in a loop", SparseSwitch),
            ("conditions that stop early", ShortCircuits),
            ("conditions as values", ConditionValues),
            ("conditional expressions inside each other", NestedConditionals),
            ("a loop with two ways in", TwoEntries),
            ("a value used after its source has changed", ChangedSource),
            ("an index that moves while it is used", MovingIndex),
            ("a memory read before it is overwritten", ReadBeforeWrite),
            ("swapped values", Swap),
            ("jumps out of a loop to shared code", SharedCode),
        }.Select(entry => KernelCase.Of(entry.Name, entry.Kernel, Inputs, Inputs.Length, Inputs.Length));

    private static void NestedLoops(ArrayView<int> input, ArrayView<int> output)
    {
        int total = 0;
        for (int i = 0; i < input[Group.IdxX]; i++)
        {
            if (i % 3 == 1)
                continue;
            for (int j = i; j >= 0; j -= 2)
            {
                if (j == 5)
                    break;
                if ((i ^ j) == 3)
                    continue;
                total += i * j + 1;
            }
            if (total > 200)
                break;
        }
        output[Group.IdxX] = total;
    }

    private static void ManyExits(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Group.IdxX];
        int rounds = 0;
        while (true)
        {
            if (x > 100)
            {
                output[Group.IdxX] = x;
                break;
            }
            x = x * 2 + 1;
            if (x < -50)
            {
                output[Group.IdxX] = -1;
                return;
            }
            rounds++;
            if (rounds == 6)
            {
                x -= 1000;
                break;
            }
        }
        output[Group.IdxX] += rounds * 10000 + x;
    }

    private static void ReturnFromLoops(ArrayView<int> input, ArrayView<int> output) => output[Group.IdxX] = FirstPair(input[Group.IdxX]);

    private static int FirstPair(int sum)
    {
        for (int i = 1; i < 6; i++)
        {
            for (int j = i; j < 6; j++)
            {
                if (i * i + j == sum)
                    return 100 * i + j;
            }
        }
        return -1;
    }

    private static void DoWhile(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Group.IdxX];
        int steps = 0;
        do
        {
            x = (x & 1) == 0 ? x / 2 : 3 * x + 1;
            steps++;
            if (steps > 40)
                break;
        }
        while (x != 1);
        while (x < 50 && steps > 0)
        {
            x += steps;
            steps -= 3;
        }
        output[Group.IdxX] = x * 100 + steps;
    }

    private static void DenseSwitch(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Group.IdxX];
        switch (x)
        {
            case 0:
                x = 10;
                break;
            case 1:
            case 2:
                x += 20;
                break;
            case 3:
                output[Group.IdxX] = 33;
                return;
            case 4:
                x = 40;
                goto case 1;
            default:
                x = -x;
                break;
        }
        output[Group.IdxX] = x;
    }

    private static void SparseSwitch(ArrayView<int> input, ArrayView<int> output)
    {
        int total = 0;
        for (int i = 0; i < 12; i++)
        {
            total += (input[Group.IdxX] * i) switch
            {
                0 => 1,
                7 => 2,
                100 => 3,
                -8 => 5,
                > 50 => 8,
                _ => i,
            };
            if (total == 21)
                continue;
            total ^= 1;
        }
        output[Group.IdxX] = total;
    }

    private static void ShortCircuits(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Group.IdxX];
        int count = 0;
        if (x > 0 && Count(ref count) || x < -2 && Count(ref count))
            count += 10;
        if (!(x > 3 || Count(ref count)) || x == 7)
            count += 100;
        if ((x > 5 || x < 0) && (x != 9 || count > 11))
            count += 1000;
        output[Group.IdxX] = count;
    }

    private static bool Count(ref int count) => ++count % 2 == 1;

    private static void ConditionValues(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Group.IdxX];
        bool small = x is > 0 and < 6;
        bool odd = (x & 1) != 0;
        bool either = small || odd;
        bool both = small & odd;
        bool neither = !either;
        output[Group.IdxX] = (small ? 1 : 0) + (either ? 2 : 0) + (both ? 4 : 0) + (neither ? 8 : 0) + (small ^ odd ? 16 : 0) + (small == odd ? 32 : 0);
    }

    private static void NestedConditionals(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Group.IdxX];
        output[Group.IdxX] = x < 0 ? x < -2 ? 1 : 2 : x < 5 ? x == 3 ? 3 : 4 + (x > 1 ? x : 9) : x > 8 && x < 12 || x == 14 ? 5 : 6;
    }

    private static void TwoEntries(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Group.IdxX];
        int total = 0;
        if (x > 4)
            goto second;
    first:
        total += 1;
        if (total > 60)
            goto end;
    second:
        total += 10;
        x--;
        if (x > 0)
            goto first;
        if ((x & 3) == 2)
            goto second;
    end:
        output[Group.IdxX] = total;
    }

    private static void ChangedSource(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Group.IdxX];
        int y = x + (x = 5) * x + x++ - --x;
        output[Group.IdxX] = y * 10 + x;
    }

    private static void MovingIndex(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> own = LocalMemory.Allocate<int>(8);
        int i = 0;
        own[i++] = i;
        own[i++] = input[Group.IdxX] + i++;
        own[i] = own[i - 2] = own[0] + 3;
        own[i--] += own[i] = 7;
        output[Group.IdxX] = own[0] + 10 * own[1] + 100 * own[2] + 1000 * own[3] + i;
    }

    private static void ReadBeforeWrite(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> own = LocalMemory.Allocate<int>(1);
        own[0] = input[Group.IdxX];
        output[Group.IdxX] = own[0] + Replace(own, 7) * 100 + own[0] * 10000;
    }

    private static int Replace(ArrayView<int> view, int value)
    {
        int old = view[0];
        view[0] = value;
        return old;
    }

    private static void Swap(ArrayView<int> input, ArrayView<int> output)
    {
        int a = input[Group.IdxX];
        int b = 2;
        for (int i = 0; i < 5; i++)
        {
            (a, b) = (b, a + b);
            if (a > b)
                (a, b) = (b, a);
        }
        output[Group.IdxX] = a * 100 + b;
    }

    private static void SharedCode(ArrayView<int> input, ArrayView<int> output)
    {
        int x = input[Group.IdxX];
        for (int i = 0; i < 10; i++)
        {
            x += i;
            if (x == 9)
                goto found;
            if (x > 20)
                goto tooLarge;
        }
        x = -x;
    tooLarge:
        x += 1000;
    found:
        output[Group.IdxX] = x;
    }
}
