namespace ILGPU;

public readonly struct Index2D : IIntIndex<Index2D, LongIndex2D>
{
    public static readonly Index2D Invalid = new(-1, -1);
    public static readonly Index2D Zero = new(0, 0);
    public static readonly Index2D One = new(1, 1);

    public Index2D(int value)
        : this(value, value)
    {
    }

    public Index2D(int x, int y)
    {
        X = x;
        Y = y;
    }

    public int X { get; }

    public int Y { get; }

    public bool IsFirst => X == 0 && Y == 0;

    public int Size => X * Y;

    public long LongSize => (long)X * (long)Y;

    long IIndex.Size => LongSize;

    public IndexType IndexType => IndexType.Index2D;

    public LongIndex2D ToLongIndex() => new(X, Y);

    public bool InBounds(Index2D dimension) => X >= 0 && X < dimension.X && Y >= 0 && Y < dimension.Y;

    public bool InBoundsInclusive(Index2D dimension) => X >= 0 && X <= dimension.X && Y >= 0 && Y <= dimension.Y;

    public Index2D Add(Index2D rhs) => this + rhs;

    public Index2D Subtract(Index2D rhs) => this - rhs;

    public void Deconstruct(out int x, out int y) => (x, y) = (X, Y);

    public bool Equals(Index2D other) => this == other;

    public override bool Equals(object? obj) => obj is Index2D other && this == other;

    public override int GetHashCode() => HashCode.Combine(X, Y);

    public override string ToString() => FormattableString.Invariant($"({X}, {Y})");

    public static Index2D Add(Index2D first, Index2D second) => first + second;

    public static Index2D operator +(Index2D first, Index2D second) => new(first.X + second.X, first.Y + second.Y);

    public static Index2D Subtract(Index2D first, Index2D second) => first - second;

    public static Index2D operator -(Index2D first, Index2D second) => new(first.X - second.X, first.Y - second.Y);

    public static Index2D Multiply(Index2D first, Index2D second) => first * second;

    public static Index2D operator *(Index2D first, Index2D second) => new(first.X * second.X, first.Y * second.Y);

    public static Index2D Divide(Index2D first, Index2D second) => first / second;

    public static Index2D operator /(Index2D first, Index2D second) => new(first.X / second.X, first.Y / second.Y);

    public static bool operator ==(Index2D first, Index2D second) => first.X == second.X && first.Y == second.Y;

    public static bool operator !=(Index2D first, Index2D second) => !(first == second);

    public static implicit operator LongIndex2D(Index2D index) => index.ToLongIndex();

    public static implicit operator Index2D((int, int) values) => new(values.Item1, values.Item2);
}
