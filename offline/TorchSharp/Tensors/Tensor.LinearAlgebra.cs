using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor matmul(Tensor target) => Aten.Call("matmul", this, target);

        public Tensor mm(Tensor target) => Aten.Call("mm", this, target);

        public Tensor bmm(Tensor batch2) => Aten.Call("bmm", this, batch2);

        public Tensor mv(Tensor target) => Aten.Call("mv", this, target);

        public Tensor dot(Tensor target) => Aten.Call("dot", this, target);

        public Tensor outer(Tensor vec2) => Aten.Call("outer", this, vec2);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Aten.Call("addmm", this, mat1, mat2, (double)beta, (double)alpha);

        public Tensor triu(long diagonal = 0L) => Aten.Call("triu", this, diagonal);

        public Tensor tril(long diagonal = 0L) => Aten.Call("tril", this, diagonal);

        public Tensor diag(long diagonal = 0L) => Aten.Call("diag", this, diagonal);

        public Tensor trace() => Aten.Call("trace", this);
    }
}
