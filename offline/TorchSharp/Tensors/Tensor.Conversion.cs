using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor to(ScalarType type) => to_type(type);

        public Tensor to(Device device) => Aten.Call("to.device", this, device, dtype);

        public Tensor to(string device) => to(new Device(device));

        public Tensor to(DeviceType deviceType, int deviceIndex = -1) => to(new Device(deviceType, deviceIndex));

        public Tensor to(ScalarType type, Device device) => Aten.Call("to.device", this, device, type);

        public Tensor to(Tensor other) => Aten.Call("to.other", this, other);

        public Tensor to_type(ScalarType type) => Aten.Call("to.dtype", this, type);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor cpu() => to(CPU);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor bfloat16() => to_type(ScalarType.BFloat16);
    }
}
