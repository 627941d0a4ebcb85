namespace NormGpu.Cli.Training;

/// <summary>How the learning rate falls.</summary>
public enum LearningRateSchedule
{
    /// <summary>Half a cosine from the first rate to 0, step by step.</summary>
    Cosine,

    /// <summary>A tenth after each quarter of the epochs, as in the paper's recipe (20 of 80).</summary>
    Step,

    /// <summary>A tenth after half and again after three quarters of the epochs.</summary>
    LateStep,
}

/// <summary>The learning rate at any step.</summary>
public static class LearningRates
{
    private const double StepFactor = 0.1;
    private const int Stages = 4;

    /// <summary>The rate of one optimizer step.</summary>
    /// <param name="schedule">How it falls.</param>
    /// <param name="first">The rate it begins with.</param>
    /// <param name="epoch">Epochs before this one.</param>
    /// <param name="epochs">Epochs in all.</param>
    /// <param name="step">Steps of this epoch before this one.</param>
    /// <param name="steps">Steps of an epoch.</param>
    public static double At(LearningRateSchedule schedule, double first, int epoch, int epochs, int step, int steps)
    {
        if (schedule == LearningRateSchedule.Step)
            return first * Math.Pow(StepFactor, epoch / Math.Max(1, epochs / Stages));
        if (schedule == LearningRateSchedule.LateStep)
            return first * Math.Pow(StepFactor, Math.Max(0, epoch / Math.Max(1, epochs / Stages) - 1));
        var done = (epoch + (double)step / steps) / epochs;
        return first * 0.5 * (1 + Math.Cos(Math.PI * done));
    }
}
