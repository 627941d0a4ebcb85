namespace ILGPU.Runtime.OpenCL;

/// <summary>A function of OpenCL failed, or a driver rejected a kernel.</summary>
public sealed class CLException : AcceleratorException
{
    public CLException()
        : this(CLError.CL_INVALID_VALUE)
    {
    }

    public CLException(CLError error)
        : this($"OpenCL failed with {NameOf(error)}.") => Error = error;

    public CLException(string message)
        : base(message)
    {
    }

    public CLException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    private CLException(CLError error, string message)
        : this(message) => Error = error;

    public CLError Error { get; }

    public override AcceleratorType AcceleratorType => AcceleratorType.OpenCL;

    public static void ThrowIfFailed(CLError errorStatus)
    {
        if (errorStatus != CLError.CL_SUCCESS)
            throw new CLException(errorStatus);
    }

    /// <summary>Throws a sentence that says what was attempted and the name of what OpenCL answered.</summary>
    internal static void ThrowIfFailed(CLError errorStatus, string attempt)
    {
        if (errorStatus != CLError.CL_SUCCESS)
            throw new CLException(errorStatus, $"OpenCL failed to {attempt}: {NameOf(errorStatus)}.");
    }

    internal static CLException Rejected(CLError errorStatus, string message) => new(errorStatus, message);

    internal static string NameOf(CLError error) => Enum.IsDefined(error) ? error.ToString() : FormattableString.Invariant($"error {(int)error}");
}
