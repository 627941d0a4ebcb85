using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireRealType(dtype);
                InitializeDeviceType(device.type);
                _toEpilog(dtype, device, non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                InitializeDeviceType(deviceType);
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireRealType(dtype);
                _toEpilog(dtype, null, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) => _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            /// <summary>
            /// Converts the modules below, then the own parameters and buffers. Where that needs a copy a new object takes the old one's
            /// place, in the tables and in the fields; the old one is disposed. Integer buffers keep their type.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach ((_, Module module) in named_children())
                {
                    if (device is null)
                        module._to(dtype!.Value, non_blocking);
                    else if (dtype is null)
                        module._to(device.type, device.index, non_blocking);
                    else
                        module._to(device, dtype.Value, non_blocking);
                }
                foreach ((string name, Parameter parameter) in _parameters.ToList())
                {
                    if (ReplaceParameter(dtype, device, parameter, out Parameter? replacement))
                        Replace(_parameters, name, parameter, replacement!);
                }
                foreach ((string name, Tensor buffer) in _buffers.ToList())
                {
                    if (ReplaceBuffer(dtype, device, buffer, out Tensor? replacement))
                        Replace(_buffers, name, buffer, replacement!);
                }
            }

            /// <returns>Whether a copy was needed.</returns>
            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                p = null;
                if (!NeedsCopy(dtype, device, param))
                    return false;
                using (no_grad())
                {
                    p = new Parameter(Convert(dtype, device, param), param.requires_grad);
                    p.DetachFromDisposeScope();
                    using Tensor? gradient = param.grad;
                    if (gradient is not null)
                    {
                        using Tensor converted = Convert(dtype, device, gradient);
                        p.grad = converted;
                    }
                }
                return true;
            }

            /// <returns>Whether a copy was needed.</returns>
            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                result = null;
                if (!NeedsCopy(dtype, device, buffer))
                    return false;
                result = Convert(dtype, device, buffer).DetachFromDisposeScope();
                return true;
            }

            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null) =>
                (device ?? CPU, dtype ?? get_default_dtype());

            private static bool NeedsCopy(ScalarType? dtype, Device? device, Tensor tensor) =>
                TypeFor(dtype, tensor) != tensor.dtype
                || (device is not null && (device.type != tensor.device_type || (device.type == DeviceType.CUDA && device.index != tensor.device_index)));

            private static Tensor Convert(ScalarType? dtype, Device? device, Tensor tensor) => tensor.to(TypeFor(dtype, tensor), device ?? tensor.device);

            private static ScalarType TypeFor(ScalarType? dtype, Tensor tensor) => tensor.is_floating_point() ? dtype ?? tensor.dtype : tensor.dtype;

            private static void RequireRealType(ScalarType dtype)
            {
                if (!is_floating_point(dtype))
                    throw new ArgumentException($"nn.Module.to only accepts floating point types, but got desired dtype={dtype}", nameof(dtype));
            }

            private void Replace<T>(OrderedDictionary<string, T> table, string key, T before, T after)
                where T : Tensor
            {
                table[key] = after;
                foreach (FieldInfo field in Fields())
                {
                    if (ReferenceEquals(field.GetValue(this), before))
                        field.SetValue(this, after);
                }
                before.DetachFromDisposeScope().Dispose();
            }
        }
    }
}

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type)
        where T : torch.nn.Module => (T)module._to(type, false);

    public static T to<T>(this T module, torch.Device device)
        where T : torch.nn.Module => (T)module._to(device.type, device.index, false);

    public static T to<T>(this T module, torch.Device device, torch.ScalarType type)
        where T : torch.nn.Module => (T)module._to(device, type, false);

    public static T to<T>(this T module, string device)
        where T : torch.nn.Module => module.to(new torch.Device(device));

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1)
        where T : torch.nn.Module => (T)module._to(deviceType, deviceIndex, false);

    public static T to<T>(this T module, torch.Tensor other)
        where T : torch.nn.Module => (T)module._to(other, false);

    public static T cpu<T>(this T module)
        where T : torch.nn.Module => (T)module._to(DeviceType.CPU, -1, false);

    public static T half<T>(this T module)
        where T : torch.nn.Module => module.to(torch.ScalarType.Float16);

    public static T @float<T>(this T module)
        where T : torch.nn.Module => module.to(torch.ScalarType.Float32);

    public static T @double<T>(this T module)
        where T : torch.nn.Module => module.to(torch.ScalarType.Float64);
}
