
namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of an index expression: a number, a slice, a tensor, a new axis or an ellipsis.</summary>
    public readonly struct TensorIndex
    {
        internal enum IndexKind
        {
            NewAxis,
            Ellipsis,
            Single,
            Boolean,
            Slice,
            Tensor,
        }

        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, torch.Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Index = tensor;
        }

        public static TensorIndex Ellipsis = new(IndexKind.Ellipsis);

        public static TensorIndex None = new(IndexKind.NewAxis);

        public static TensorIndex Null = new(IndexKind.NewAxis);

        public static TensorIndex Colon = new(IndexKind.Slice);

        internal IndexKind Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal torch.Tensor? Index { get; }

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(IndexKind.Slice, start, stop, step);

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(ToStart(range.Start), ToStop(range.End));

        public static TensorIndex Bool(bool value) => new(IndexKind.Boolean, value ? 1 : 0);

        public static TensorIndex Single(long? index) => index is { } number ? new(IndexKind.Single, number) : None;

        public static TensorIndex Tensor(torch.Tensor tensor) => new(IndexKind.Tensor, tensor: tensor);

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(ToStart(index));

        private static long ToStart(Index index) => index.IsFromEnd ? -index.Value : index.Value;

        private static long? ToStop(Index index) => index is { IsFromEnd: true, Value: 0 } ? null : ToStart(index);
    }
}
