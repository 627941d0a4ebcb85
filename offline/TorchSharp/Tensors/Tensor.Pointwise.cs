using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Aten.Call("abs", this);

        public Tensor abs_() => Aten.CallInPlace("abs_", this);

        public Tensor neg() => Aten.Call("neg", this);

        public Tensor neg_() => Aten.CallInPlace("neg_", this);

        public Tensor negative() => neg();

        public Tensor sign() => Aten.Call("sign", this);

        public Tensor sign_() => Aten.CallInPlace("sign_", this);

        public Tensor sqrt() => Aten.Call("sqrt", this);

        public Tensor sqrt_() => Aten.CallInPlace("sqrt_", this);

        public Tensor rsqrt() => Aten.Call("rsqrt", this);

        public Tensor rsqrt_() => Aten.CallInPlace("rsqrt_", this);

        public Tensor square() => Aten.Call("square", this);

        public Tensor reciprocal() => Aten.Call("reciprocal", this);

        public Tensor reciprocal_() => Aten.CallInPlace("reciprocal_", this);

        public Tensor exp() => Aten.Call("exp", this);

        public Tensor exp_() => Aten.CallInPlace("exp_", this);

        public Tensor expm1() => Aten.Call("expm1", this);

        public Tensor log() => Aten.Call("log", this);

        public Tensor log_() => Aten.CallInPlace("log_", this);

        public Tensor log2() => Aten.Call("log2", this);

        public Tensor log10() => Aten.Call("log10", this);

        public Tensor log1p() => Aten.Call("log1p", this);

        public Tensor erf() => Aten.Call("erf", this);

        public Tensor sin() => Aten.Call("sin", this);

        public Tensor cos() => Aten.Call("cos", this);

        public Tensor tan() => Aten.Call("tan", this);

        public Tensor tanh() => Aten.Call("tanh", this);

        public Tensor tanh_() => Aten.CallInPlace("tanh_", this);

        public Tensor sigmoid() => Aten.Call("sigmoid", this);

        public Tensor sigmoid_() => Aten.CallInPlace("sigmoid_", this);

        public Tensor relu() => Aten.Call("relu", this);

        public Tensor relu_() => Aten.CallInPlace("relu_", this);

        public Tensor floor() => Aten.Call("floor", this);

        public Tensor floor_() => Aten.CallInPlace("floor_", this);

        public Tensor ceil() => Aten.Call("ceil", this);

        public Tensor ceil_() => Aten.CallInPlace("ceil_", this);

        public Tensor round(long decimals = 0) => Aten.Call("round.decimals", this, decimals);

        public Tensor round_(long decimals = 0) => Aten.CallInPlace("round_.decimals", this, decimals);

        public Tensor trunc() => Aten.Call("trunc", this);

        public Tensor trunc_() => Aten.CallInPlace("trunc_", this);

        public Tensor frac() => Aten.Call("frac", this);

        public Tensor nan_to_num(double nan = 0d, double? posinf = null, double? neginf = null) => Aten.Call("nan_to_num", this, nan, posinf, neginf);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.Call("softmax.int", this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.Call("log_softmax.int", this, dim, dtype);

        public Tensor bitwise_and(Tensor other) => Aten.Call("bitwise_and.Tensor", this, other);

        public Tensor bitwise_or(Tensor other) => Aten.Call("bitwise_or.Tensor", this, other);

        public Tensor bitwise_not() => Aten.Call("bitwise_not", this);

        public Tensor logical_and(Tensor other) => Aten.Call("logical_and", this, other);

        public Tensor logical_or(Tensor other) => Aten.Call("logical_or", this, other);

        public Tensor logical_not() => Aten.Call("logical_not", this);

        public Tensor masked_fill(Tensor mask, Scalar value) => Aten.Call("masked_fill.Scalar", this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => Aten.CallInPlace("masked_fill_.Scalar", this, mask, value);

        public Tensor where(Tensor condition, Tensor y) => Aten.Call("where.self", condition, this, y);
    }
}
