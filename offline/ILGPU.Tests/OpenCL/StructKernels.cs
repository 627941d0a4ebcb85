using ILGPU.Runtime;

namespace ILGPU.Tests.OpenCL;

/// <summary>Structures, references, views and the ways of calling.</summary>
internal static class StructKernels
{
    private static readonly int[] Inputs = [3, -1, 4, 1, -5, 9, 2, 6];

    public interface IOperation
    {
        static abstract int Apply(int x);

        static virtual int Twice<TOther>(int x)
            where TOther : struct, IOperation => TOther.Apply(x) * 2;
    }

    public interface IAccumulator
    {
        int Total { get; }

        void Add(int x);

        int AddTwice(int x) => x + 1000;
    }

    public enum Colour : byte
    {
        Red = 1,
        Green = 200,
    }

    public static IEnumerable<KernelCase> All { get; } =
    [
        .. new (string Name, Action<ArrayView<int>, ArrayView<int>> Kernel)[]
        {
            ("a structure is copied when it is assigned", Copies),
            ("a structure's own methods change it", OwnMethods),
            ("structures inside structures", Nested),
            ("constructors call constructors", Constructors),
            ("references to locals, fields and elements", References),
            ("a reference is returned", ReturnedReference),
            ("a conditional reference", ConditionalReference),
            ("static abstract and virtual members", StaticMembers<Increment, Negate>),
            ("members of an interface through a structure", Members),
            ("truths and enums in structures", Flags),
            ("tuples", Tuples),
            ("default structures", Defaults),
            ("sub-views and their lengths", SubViews),
            ("views cast to other elements", Casts),
            ("views with a stride type", Strided),
            ("one helper on global, shared and local memory", Spaces),
            ("a view chosen by a condition", ChosenView),
            ("eight floats as a vector", Vectors),
        }.Select(entry => KernelCase.Of(entry.Name, entry.Kernel, Inputs, Inputs.Length, Inputs.Length)),
        KernelCase.Of<Mixed, Mixed>("elements lie in memory as .NET lays them", MoveMixed, [new(1, true, 2, 0.5f, 3, Colour.Green), new(255, false, -2, -0.5f, long.MinValue, Colour.Red)], 2, 2),
        KernelCase.Of<int, int>("structures and views as arguments", Inputs, 8, LaunchWithArguments),
        KernelCase.Of<int, int>("a lambda", (input, output) => output[Group.IdxX] = input[Group.IdxX] * 3, Inputs, 8, 8),
    ];

    private static void Copies(ArrayView<int> input, ArrayView<int> output)
    {
        Counter first = new() { Total = input[Group.IdxX] };
        Counter second = first;
        second.Total += 10;
        Change(second);
        Change(ref first);
        output[Group.IdxX] = first.Total * 1000 + second.Total;
    }

    private static void Change(Counter counter) => counter.Total = -1;

    private static void Change(ref Counter counter) => counter.Total++;

    private static void OwnMethods(ArrayView<int> input, ArrayView<int> output)
    {
        var counter = new Counter { Total = 1 };
        for (int i = 0; i <= Group.IdxX; i++)
            counter.Add(input[i]);
        output[Group.IdxX] = counter.Total + counter.Doubled();
    }

    private static void Nested(ArrayView<int> input, ArrayView<int> output)
    {
        var outer = new Outer(new Pair(input[Group.IdxX], 2), new Pair(3, 4));
        outer.Second.Y += outer.First.X;
        Pair copy = outer.Second;
        copy.X = 50;
        outer.First = copy;
        output[Group.IdxX] = outer.First.X + outer.First.Y * 10 + outer.Second.X * 100 + outer.Second.Y * 1000;
    }

    private static void Constructors(ArrayView<int> input, ArrayView<int> output)
    {
        var pair = new Pair(input[Group.IdxX]);
        var squares = new Squares(input[Group.IdxX]);
        output[Group.IdxX] = pair.X * 100 + pair.Y + squares.Square + squares.Cube * 3;
    }

    private static void References(ArrayView<int> input, ArrayView<int> output)
    {
        var pair = new Pair(1, 2);
        ref int field = ref pair.Y;
        field += input[Group.IdxX];
        ref int element = ref output[Group.IdxX];
        element = 5;
        element *= pair.Y;
        Exchange(ref element, ref pair.X, out int sum);
        output[Group.IdxX] += sum * 100 + pair.X;
    }

    private static void Exchange(ref int first, ref int second, out int sum)
    {
        sum = first + second;
        (first, second) = (second, first);
    }

    private static void ReturnedReference(ArrayView<int> input, ArrayView<int> output)
    {
        Slot(output, Group.IdxX) = input[Group.IdxX];
        Slot(output, Group.IdxX)++;
        Slot(output, Group.IdxX) *= 3;
    }

    private static ref int Slot(ArrayView<int> view, int index) => ref view[index];

    private static void ConditionalReference(ArrayView<int> input, ArrayView<int> output)
    {
        int a = 10;
        int b = 20;
        ref int chosen = ref input[Group.IdxX] > 0 ? ref a : ref b;
        chosen += input[Group.IdxX];
        output[Group.IdxX] = a * 1000 + b;
    }

    private static void StaticMembers<TFirst, TSecond>(ArrayView<int> input, ArrayView<int> output)
        where TFirst : struct, IOperation
        where TSecond : struct, IOperation =>
        output[Group.IdxX] = TFirst.Apply(TSecond.Apply(input[Group.IdxX])) * 100 + TFirst.Twice<TSecond>(4) + TSecond.Twice<TFirst>(4);

    private static void Members(ArrayView<int> input, ArrayView<int> output) =>
        output[Group.IdxX] = Accumulate(default(Counter), input) * 100 + Accumulate(default(Inverted), input);

    private static int Accumulate<T>(T accumulator, ArrayView<int> input)
        where T : struct, IAccumulator
    {
        for (int i = 0; i <= Group.IdxX; i++)
            accumulator.Add(input[i]);
        return accumulator.Total + accumulator.AddTwice(input[0]);
    }

    private static void Flags(ArrayView<int> input, ArrayView<int> output)
    {
        var mixed = new Mixed(1, input[Group.IdxX] > 2, 5, 1f, 7, input[Group.IdxX] > 0 ? Colour.Green : Colour.Red);
        mixed.Flag ^= mixed.Colour == Colour.Green;
        output[Group.IdxX] = (mixed.Flag ? 100 : 0) + (int)mixed.Colour + (IsGreen(mixed.Colour, mixed.Flag) ? 1000 : 0);
    }

    private static bool IsGreen(Colour colour, bool flag) => colour is Colour.Green && !flag;

    private static void Tuples(ArrayView<int> input, ArrayView<int> output)
    {
        (int quotient, int remainder) = Divide(input[Group.IdxX], 3);
        (int X, float Y) named = (quotient, remainder / 2f);
        output[Group.IdxX] = quotient * 100 + remainder * 10 + (int)(named.Y * 4) + named.X;
    }

    private static (int Quotient, int Remainder) Divide(int x, int y) => (x / y, x % y);

    private static void Defaults(ArrayView<int> input, ArrayView<int> output)
    {
        Outer outer = default;
        Mixed mixed = input[Group.IdxX] > 2 ? default : new Mixed(1, true, 2, 3f, 4, Colour.Red);
        ArrayView<int> nothing = default;
        output[Group.IdxX] = outer.First.X + outer.Second.Y + (mixed.Flag ? 10 : 20) + (int)nothing.Length + (nothing.IsValid ? 100 : 200) + (input.IsValid ? 1 : 2);
    }

    private static void SubViews(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> tail = input.SubView(Group.IdxX);
        ArrayView<int> two = tail.SubView(0, tail.Length > 2L ? 2 : 1);
        int total = 0;
        for (int i = 0; i < two.Length; i++)
            total = total * 10 + two[i];
        output[Group.IdxX] = total + tail.IntLength * 1000 + (int)two.Extent + (int)two.LengthInBytes * 10000;
    }

    private static void Casts(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<ushort> halves = input.Cast<ushort>();
        ArrayView<Pair> pairs = input.Cast<Pair>();
        output[Group.IdxX] = halves[2 * Group.IdxX] + halves[2 * Group.IdxX + 1] * 3 + pairs[Group.IdxX / 2].Y + (int)halves.Length * 1000 + (int)pairs.Length * 100;
    }

    private static void Strided(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView1D<int, Stride1D.Dense> dense = input;
        var every = new ArrayView1D<int, Stride1D.General>(input, 4, new Stride1D.General(2));
        output[Group.IdxX] = dense[Group.IdxX] * 100 + every[Group.IdxX / 2] + dense.SubView(2, 3).IntLength * 1000;
    }

    private static void Spaces(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> shared = SharedMemory.Allocate<int>(8);
        ArrayView<int> own = LocalMemory.Allocate<int>(8);
        shared[Group.IdxX] = input[Group.IdxX] * 2;
        for (int i = 0; i < 8; i++)
            own[i] = i;
        Group.Barrier();
        output[Group.IdxX] = Sum(input) + Sum(shared) * 100 + Sum(own) * 10000 + new Window(shared.SubView(2, 3)).Sum() + new Window(input.SubView(1, 2)).Sum();
    }

    private static int Sum(ArrayView<int> view)
    {
        int total = 0;
        for (int i = 0; i < view.Length; i++)
            total += view[i];
        return total;
    }

    private static void ChosenView(ArrayView<int> input, ArrayView<int> output)
    {
        ArrayView<int> chosen = (Group.IdxX & 1) == 0 ? input : input.SubView(1);
        var window = new Window(chosen);
        if (Group.IdxX == 3)
            window = new Window(output);
        output[Group.IdxX] = Group.IdxX == 3 ? (int)window.View.Length : window.View[0] * 10 + window.View.IntLength;
    }

    private static void Vectors(ArrayView<int> input, ArrayView<int> output)
    {
        var x = new Eight(input[0], input[1], input[2], input[3], input[4], input[5], input[6], input[7]);
        var y = Eight.Larger(x, Eight.Broadcast(Group.IdxX));
        var z = Eight.Keep(y - x, 2, 6, x + x);
        output[Group.IdxX] = (int)(Eight.At(z, Group.IdxX) * 100 + Eight.At(Eight.Magnitude(z), Group.IdxX) + z.H);
    }

    private static void MoveMixed(ArrayView<Mixed> input, ArrayView<Mixed> output)
    {
        Mixed mixed = input[1 - Group.IdxX];
        mixed.Long -= mixed.Byte;
        output[Group.IdxX] = mixed;
        output[Group.IdxX].Single += 1;
    }

    private static void LaunchWithArguments(Accelerator accelerator, ArrayView<int> input, ArrayView<int> output) =>
        accelerator.LoadStreamKernel<Arguments, Increment, long, bool, ArrayView<int>>(TakeArguments)(
            (1, 8), new Arguments(new Pair(5, 6), input.SubView(2, 4), -3, Colour.Green, 0.5), default, 1L << 40, true, output);

    private static void TakeArguments(Arguments arguments, Increment nothing, long number, bool flag, ArrayView<int> output) =>
        output[Group.IdxX] = arguments.Pair.X + arguments.Pair.Y * 10 + arguments.View[Group.IdxX / 2] * 100 + arguments.View.IntLength * 1000 + arguments.Small
            + (int)arguments.Colour * 10000 + (int)(number >> 38) * 10000000 + (flag ? 1 : 0) + (int)(arguments.Real * 4) + Increment.Apply(6);

    public struct Counter : IAccumulator
    {
        public int Total { readonly get; set; }

        public void Add(int x) => Total += x;

        public readonly int Doubled() => Total * 2;
    }

    public struct Inverted : IAccumulator
    {
        private int total;

        readonly int IAccumulator.Total => -total;

        void IAccumulator.Add(int x) => total += x;

        readonly int IAccumulator.AddTwice(int x) => 2 * x;
    }

    public struct Pair(int x, int y)
    {
        public int X = x;
        public int Y = y;

        public Pair(int both)
            : this(both, both + 1)
        {
            Y += both;
        }
    }

    public struct Outer(Pair first, Pair second)
    {
        public Pair First = first;
        public Pair Second = second;
    }

    public readonly struct Squares
    {
        public readonly int Square;
        public readonly int Cube;

        public Squares(int x)
        {
            Square = x * x;
            Cube = Square * x;
            if (x < 0)
                Cube = 0;
        }
    }

    public readonly struct Increment : IOperation
    {
        public static int Apply(int x) => x + 1;
    }

    public readonly struct Negate : IOperation
    {
        static int IOperation.Apply(int x) => -x;

        static int IOperation.Twice<TOther>(int x) => TOther.Apply(x) * -2;
    }

    public struct Mixed(byte number, bool flag, short small, float single, long large, Colour colour)
    {
        public byte Byte = number;
        public bool Flag = flag;
        public short Small = small;
        public float Single = single;
        public long Long = large;
        public Colour Colour = colour;

        public override readonly string ToString() => FormattableString.Invariant($"{Byte} {Flag} {Small} {Single} {Long} {Colour}");
    }

    public readonly struct Window(ArrayView<int> view)
    {
        public ArrayView<int> View => view;

        public int Sum() => StructKernels.Sum(View);
    }

    public readonly struct Arguments(Pair pair, ArrayView<int> view, sbyte small, Colour colour, double real)
    {
        public Pair Pair => pair;

        public ArrayView<int> View => view;

        public sbyte Small => small;

        public Colour Colour => colour;

        public double Real => real;
    }

    public readonly struct Eight(float a, float b, float c, float d, float e, float f, float g, float h)
    {
        public float A => a;

        public float B => b;

        public float C => c;

        public float D => d;

        public float E => e;

        public float F => f;

        public float G => g;

        public float H => h;

        public static Eight Broadcast(float x) => new(x, x, x, x, x, x, x, x);

        public static Eight operator +(Eight x, Eight y) => new(x.A + y.A, x.B + y.B, x.C + y.C, x.D + y.D, x.E + y.E, x.F + y.F, x.G + y.G, x.H + y.H);

        // Crossed on purpose: this is no operation on vectors.
        public static Eight operator -(Eight x, Eight y) => new(x.A - y.A, x.B - y.C, x.C - y.B, x.D - y.D, x.E - y.E, x.F - y.F, x.G - y.G, y.H - x.H);

        public static Eight Larger(Eight x, Eight y) => new(
            LargerOf(x.A, y.A), LargerOf(x.B, y.B), LargerOf(x.C, y.C), LargerOf(x.D, y.D), LargerOf(x.E, y.E), LargerOf(x.F, y.F), LargerOf(x.G, y.G), LargerOf(x.H, y.H));

        public static Eight Magnitude(Eight x) => new(
            MathF.Abs(x.A), MathF.Abs(x.B), MathF.Abs(x.C), MathF.Abs(x.D), MathF.Abs(x.E), MathF.Abs(x.F), MathF.Abs(x.G), MathF.Abs(x.H));

        public static Eight Keep(Eight x, int first, int past, Eight other) => new(
            first <= 0 && past > 0 ? x.A : other.A, first <= 1 && past > 1 ? x.B : other.B, first <= 2 && past > 2 ? x.C : other.C, first <= 3 && past > 3 ? x.D : other.D,
            first <= 4 && past > 4 ? x.E : other.E, first <= 5 && past > 5 ? x.F : other.F, first <= 6 && past > 6 ? x.G : other.G, first <= 7 && past > 7 ? x.H : other.H);

        public static float At(Eight x, int lane) => lane switch
        {
            0 => x.A,
            1 => x.B,
            2 => x.C,
            3 => x.D,
            4 => x.E,
            5 => x.F,
            6 => x.G,
            _ => x.H,
        };

        private static float LargerOf(float x, float y) => x > y || float.IsNaN(x) ? x : y;
    }
}
