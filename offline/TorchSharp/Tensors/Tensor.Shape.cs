using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Aten.Call("view", this, shape);

        public Tensor view_as(Tensor other) => Aten.Call("view_as", this, other);

        public Tensor reshape(params long[] shape) => Aten.Call("reshape", this, shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.Call("flatten.using_ints", this, start_dim, end_dim);

        public Tensor unflatten(long dim, params long[] sizes)
        {
            long[] before = shape;
            int at = WrapDimension((int)dim);
            return reshape([.. before[..at], .. sizes, .. before[(at + 1)..]]);
        }

        public Tensor permute(params long[] permutation) => Aten.Call("permute", this, permutation);

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor transpose(long dim0, long dim1) => Aten.Call("transpose.int", this, dim0, dim1);

        public Tensor transpose_(long dim0, long dim1) => Aten.CallInPlace("transpose_", this, dim0, dim1);

        public Tensor t() => Aten.Call("t", this);

        public Tensor unsqueeze(long dim) => Aten.Call("unsqueeze", this, dim);

        public Tensor unsqueeze_(long dim) => Aten.CallInPlace("unsqueeze_", this, dim);

        public Tensor squeeze(long? dim = null) => dim is { } one ? Aten.Call("squeeze.dim", this, one) : Aten.Call("squeeze", this);

        public Tensor expand(params long[] sizes) => Aten.Call("expand", this, sizes);

        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.Call("expand", this, sizes, isImplicit);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Aten.Call("expand", this, sizes.ToArray(), isImplicit);

        public Tensor expand_as(Tensor other) => Aten.Call("expand_as", this, other);

        public Tensor repeat(params long[] sizes) => Aten.Call("repeat", this, sizes);

        public Tensor tile(long[] reps) => Aten.Call("tile", this, reps);

        public Tensor flip(params long[] dims) => Aten.Call("flip", this, dims);

        public Tensor roll(long[] shifts, long[] dims) => Aten.Call("roll", this, shifts, dims);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0L) => Aten.Call("as_strided", this, size, strides, storageOffset);

        public Tensor[] chunk(long chunks, long dim = 0L) => Aten.CallList("chunk", this, chunks, dim);

        public Tensor[] split(long size, int dim = 0) => Aten.CallList("split.Tensor", this, size, (long)dim);

        public Tensor[] split(long[] sizes, long dim = 0L) => Aten.CallList("split_with_sizes", this, sizes, dim);

        public Tensor[] unbind(long dimension = 0L) => Aten.CallList("unbind.int", this, dimension);

        public Tensor contiguous() => Aten.Call("contiguous", this);

        public Tensor clone() => Aten.Call("clone", this);

        public Tensor alias() => Aten.Call("alias", this);
    }
}
