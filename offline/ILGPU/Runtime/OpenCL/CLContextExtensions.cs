namespace ILGPU.Runtime.OpenCL;

/// <summary>OpenCL devices of a context.</summary>
public static class CLContextExtensions
{
    public static Context.Builder OpenCL(this Context.Builder builder) => builder.OpenCL(_ => true);

    public static Context.Builder OpenCL(this Context.Builder builder, Predicate<CLDevice> predicate)
    {
        builder.Devices.AddRange(CLDevice.Search().Where(device => predicate(device)));
        return builder;
    }

    public static CLDevice GetCLDevice(this Context context, int clDeviceIndex) => context.GetDevice<CLDevice>(clDeviceIndex);

    public static Context.DeviceCollection<CLDevice> GetCLDevices(this Context context) => context.GetDevices<CLDevice>();

    public static CLAccelerator CreateCLAccelerator(this Context context, int clDeviceIndex) => context.GetCLDevice(clDeviceIndex).CreateCLAccelerator(context);
}
