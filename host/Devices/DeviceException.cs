namespace NormGpu.Host.Devices;

/// <summary>A device refused what it was asked for; the message is one sentence for whoever chose it.</summary>
#pragma warning disable RCS1194 // Made where a driver refused something, which is always its cause.
public sealed class DeviceException : Exception
{
    /// <summary>A refusal.</summary>
    /// <param name="message">What was refused and what can be done.</param>
    /// <param name="cause">What the driver said.</param>
    internal DeviceException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>What a driver said first, without a full stop: the rest is for its developers.</summary>
    internal static string FirstLine(Exception error) => error.GetBaseException().Message.Split('\n')[0].Trim().TrimEnd('.');
}
