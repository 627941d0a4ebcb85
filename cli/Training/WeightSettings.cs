namespace NormGpu.Cli.Training;

/// <summary>What weight decay applies to.</summary>
public enum DecayedWeights
{
    /// <summary>Weights of convolutions and linear layers.</summary>
    All,

    /// <summary>Weights of linear layers: the paper's runs without weight decay keep it there, as no norm follows.</summary>
    Linear,
}

/// <summary>How the initial weights of convolutions are drawn: with variance 2/fan-in, as He et al. 2015 found for ReLU networks.</summary>
public enum InitialWeights
{
    /// <summary>From a normal distribution.</summary>
    Normal,

    /// <summary>From a uniform one. Its largest value hardly depends on how many are drawn, so that bounds by the L∞ norm, one for each layer, suit every channel.</summary>
    Uniform,
}

/// <summary>How the weights of convolutions and linear layers, the classifier excepted, are normalized. Source: "Norm matters", section 4.</summary>
public enum WeightForm
{
    /// <summary>Not at all.</summary>
    Plain,

    /// <summary>rho·v/norm(v), rho fixed, by the L1 norm.</summary>
    BoundedL1,

    /// <summary>rho·v/norm(v), rho fixed, by the L2 norm.</summary>
    BoundedL2,

    /// <summary>rho·v/norm(v), rho fixed, by the L∞ norm.</summary>
    BoundedLInf,

    /// <summary>g·v/norm(v), g learned, by the L2 norm: weight norm as it is known.</summary>
    LearnedL2,
}

/// <summary>What is done with the norms of convolutions' output channels. Source: "Norm matters", section 2.</summary>
public enum ChannelNormUse
{
    /// <summary>Nothing.</summary>
    Free,

    /// <summary>Steps are multiplied by norm²/recorded norm².</summary>
    Corrected,

    /// <summary>Norms are set to the recorded ones, times the root of what the schedule takes off the rate; the rate itself stays.</summary>
    Scheduled,
}
