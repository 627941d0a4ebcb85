namespace NormGpu.Cli.Reproduce;

/// <summary>One of the paper's figures on real images: what is trained, and what the numbers say.</summary>
public interface IExperiment
{
    /// <summary>Its word on the command line.</summary>
    string Name { get; }

    /// <summary>As the report shows it.</summary>
    string Title { get; }

    /// <summary>What the paper claims, and where.</summary>
    string Claim { get; }

    /// <summary>The trainings, in an order in which each finds what it needs of earlier ones.</summary>
    IReadOnlyList<PlannedRun> Plan(ReproduceOptions options);

    /// <summary>Judges finished runs. Every sentence is decided by the numbers.</summary>
    Findings Judge(RunSet runs);
}
