using System.Runtime.CompilerServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get
            {
                using View view = Select(this, indices);
                return view.Take();
            }

            set
            {
                using View view = Select(this, indices);
                view.Tensor.copy_(value);
            }
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set
            {
                using Tensor view = select(0, i1);
                view.copy_(value);
            }
        }

        public Tensor select(long dim, long index) => Aten.Call("select.int", this, dim, index);

        public Tensor narrow(long dim, long start, long length) => Aten.Call("narrow", this, dim, start, length);

        public Tensor slice(long dim, long start, long finish, long step) => Aten.Call("slice.Tensor", this, dim, start, finish, step);

        public Tensor index_select(long dim, Tensor index) => Aten.Call("index_select", this, dim, index);

        public Tensor masked_select(Tensor mask) => Aten.Call("masked_select", this, mask);

        public Tensor gather(long dim, Tensor index) => Aten.Call("gather", this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Aten.Call("scatter.src", this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => Aten.CallInPlace("scatter_.src", this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Aten.CallInPlace("scatter_add_", this, dim, index, src);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => Aten.CallInPlace("index_add_", this, dim, index, source, alpha);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Aten.CallInPlace("index_copy_", this, dim, index, source);

        public Tensor nonzero() => Aten.Call("nonzero", this);

        public Tensor take(Tensor index) => Aten.Call("take", this, index);

        public Tensor index(params Tensor[] indices) => Aten.Call("index.Tensor", this, Argument.OptionalTensors(indices));

        public Tensor index(params TensorIndex[] indices)
        {
            using View view = Apply(this, indices, out Tensor?[]? tensors);
            return tensors is null ? view.Take() : Aten.Call("index.Tensor", view.Tensor, Argument.OptionalTensors(tensors));
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => Aten.CallInPlace("index_put_", this, Argument.OptionalTensors(indices), value);

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using Tensor filled = full(Array.Empty<long>(), value, dtype, device);
            return index_put_(filled, indices);
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            using View view = Apply(this, indices, out Tensor?[]? tensors);
            if (tensors is null)
                view.Tensor.copy_(value);
            else
                Aten.CallInPlace("index_put_", view.Tensor, Argument.OptionalTensors(tensors), value);
            return this;
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor filled = full(Array.Empty<long>(), value, dtype, device);
            return index_put_(filled, indices);
        }

        private static View Select(Tensor source, long[] indices)
        {
            var view = new View(source);
            foreach (long index in indices)
                view.Replace(view.Tensor.select(0, index));
            return view;
        }

        /// <summary>Numbers, slices and new axes as views; what is left for the tensors among the indices comes back in <paramref name="tensors"/>.</summary>
        private static View Apply(Tensor source, TensorIndex[] indices, out Tensor?[]? tensors)
        {
            var view = new View(source);
            var left = new List<Tensor?>();
            long dim = 0;
            long named = indices.Count(index => index.Kind is not (TensorIndex.IndexKind.NewAxis or TensorIndex.IndexKind.Ellipsis or TensorIndex.IndexKind.Boolean));
            foreach (TensorIndex index in indices)
            {
                switch (index.Kind)
                {
                    case TensorIndex.IndexKind.Single:
                        view.Replace(view.Tensor.select(dim, index.Start!.Value));
                        continue;
                    case TensorIndex.IndexKind.Slice:
                        view.Replace(Aten.Call("slice.Tensor", view.Tensor, dim, index.Start, index.Stop, index.Step ?? 1));
                        break;
                    case TensorIndex.IndexKind.NewAxis:
                        view.Replace(view.Tensor.unsqueeze(dim));
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        long skipped = source.ndim - named;
                        left.AddRange(Enumerable.Repeat<Tensor?>(null, (int)skipped));
                        dim += skipped;
                        continue;
                    case TensorIndex.IndexKind.Boolean:
                        view.Replace(view.Tensor.unsqueeze(dim));
                        view.Replace(view.Tensor.narrow(dim, 0, index.Start!.Value));
                        break;
                    case TensorIndex.IndexKind.Tensor:
                        left.Add(index.Index);
                        dim++;
                        continue;
                }
                left.Add(null);
                dim++;
            }
            tensors = left.Exists(tensor => tensor is not null) ? [.. left] : null;
            return view;
        }

        /// <summary>A chain of views of one tensor, of which only the last is kept.</summary>
        private sealed class View : IDisposable
        {
            private readonly Tensor _source;

            internal View(Tensor source)
            {
                _source = source;
                Tensor = source;
            }

            internal Tensor Tensor { get; private set; }

            internal void Replace(Tensor next)
            {
                Drop();
                Tensor = next;
            }

            /// <summary>The view for the caller, who owns it.</summary>
            internal Tensor Take()
            {
                Tensor result = ReferenceEquals(Tensor, _source) ? _source.alias() : Tensor;
                Tensor = _source;
                return result;
            }

            public void Dispose() => Drop();

            private void Drop()
            {
                if (!ReferenceEquals(Tensor, _source))
                    Tensor.Dispose();
            }
        }
    }
}
