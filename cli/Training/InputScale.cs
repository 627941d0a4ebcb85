namespace NormGpu.Cli.Training;

/// <summary>How pixel values enter the network.</summary>
public enum InputScale
{
    /// <summary>Minus the training images' mean, over their standard deviation.</summary>
    Standardised,

    /// <summary>As images come: 0…255.</summary>
    Raw,
}
