using System.Collections.Immutable;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using ILGPU.Util;

namespace ILGPU;

public enum OptimizationLevel
{
    Debug = 0,
    Release = 1,
    O0 = Debug,
    O1 = Release,
    O2 = 2,
}

public enum MathMode
{
    Default = 0,
    Fast = 1,
    Fast32BitOnly = 2,
}

public enum InliningMode
{
    Default = 0,
    Aggressive = Default,
    Conservative = 1,
    Disabled = 2,
}

/// <summary>The devices that were asked for, and what kernels are loaded with.</summary>
public sealed partial class Context : DisposeBase
{
    private Context(Builder builder)
    {
        Properties = builder;
        Devices = [.. builder.Devices];
    }

    public ContextProperties Properties { get; }

    public ImmutableArray<Device> Devices { get; }

    public static Builder Create() => new();

    public static Context Create(Action<Builder> buildingCallback)
    {
        ArgumentNullException.ThrowIfNull(buildingCallback);
        var builder = new Builder();
        buildingCallback(builder);
        return builder.ToContext();
    }

    public static Context CreateDefault() => Create(builder => builder.Default());

    public TDevice GetDevice<TDevice>(int deviceIndex)
        where TDevice : Device =>
        GetDevices<TDevice>()[deviceIndex];

    public DeviceCollection<TDevice> GetDevices<TDevice>()
        where TDevice : Device =>
        new([.. Devices.OfType<TDevice>()]);

    /// <summary>The device with the most memory that is not a CPU, or the first CPU.</summary>
    public Device GetPreferredDevice(bool preferCPU)
    {
        Device? best = preferCPU ? null : Devices.Where(device => device.AcceleratorType != AcceleratorType.CPU).MaxBy(device => device.MemorySize);
        return best
            ?? Devices.FirstOrDefault(device => device.AcceleratorType == AcceleratorType.CPU)
            ?? throw new NotSupportedException("The context was built without a device that fits.");
    }

    public ImmutableArray<Device>.Enumerator GetEnumerator() => Devices.GetEnumerator();

    /// <summary>The devices of one kind, in the order in which they were found.</summary>
    public readonly struct DeviceCollection<TDevice>
        where TDevice : Device
    {
        private readonly ImmutableArray<TDevice> devices;

        internal DeviceCollection(ImmutableArray<TDevice> devices) => this.devices = devices;

        public int Count => devices.IsDefault ? 0 : devices.Length;

        /// <summary>The device of that index.</summary>
        /// <exception cref="NotSupportedException">There is no such device; the message says why.</exception>
        public TDevice this[int deviceIndex] => (uint)deviceIndex < (uint)Count ? devices[deviceIndex] : throw Missing(deviceIndex);

        public Enumerator GetEnumerator() => new(devices);

        private NotSupportedException Missing(int deviceIndex)
        {
            if (typeof(TDevice) == typeof(CudaDevice))
                return CudaDevice.Unavailable();
            if (typeof(TDevice) == typeof(CLDevice))
                return CLDevice.Unavailable();
            return new NotSupportedException(FormattableString.Invariant($"The context has {Count} devices of this kind and none with index {deviceIndex}."));
        }

        public struct Enumerator
        {
            private readonly ImmutableArray<TDevice> devices;
            private int index;

            internal Enumerator(ImmutableArray<TDevice> devices)
            {
                this.devices = devices;
                index = -1;
            }

            public readonly TDevice Current => devices[index];

            public bool MoveNext() => !devices.IsDefault && ++index < devices.Length;
        }
    }
}
