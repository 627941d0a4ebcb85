using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace TorchSharp.Tests;

public class ScheduleTests
{
    public static TheoryData<string, Func<Optimizer, lr_scheduler.LRScheduler>, double[]> Schedules => new()
    {
        { "steps", optimizer => lr_scheduler.StepLR(optimizer, 2), [1, 1, 0.1, 0.1, 0.01] },
        { "milestones", optimizer => lr_scheduler.MultiStepLR(optimizer, [1, 4], 0.5), [1, 0.5, 0.5, 0.5, 0.25] },
        { "exponential", optimizer => lr_scheduler.ExponentialLR(optimizer, 0.5), [1, 0.5, 0.25, 0.125, 0.0625] },
        { "a cosine to zero", optimizer => lr_scheduler.CosineAnnealingLR(optimizer, 4), [1, 0.85355339, 0.5, 0.14644661, 0] },
        { "a cosine to a floor and back", optimizer => lr_scheduler.CosineAnnealingLR(optimizer, 2, 0.5), [1, 0.75, 0.5, 0.75, 1] },
        { "a lambda", optimizer => lr_scheduler.LambdaLR(optimizer, epoch => 1.0 / (epoch + 1)), [1, 0.5, 1.0 / 3, 0.25, 0.2] },
    };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void A_schedule_gives_the_rates_of_its_formula(string name, Func<Optimizer, lr_scheduler.LRScheduler> create, double[] expected)
    {
        using Optimizer optimizer = SGD(Array.Empty<Parameter>(), 1);
        lr_scheduler.LRScheduler schedule = create(optimizer);
        foreach (double rate in expected)
        {
            double actual = optimizer.ParamGroups.Single().LearningRate;
            Assert.True(Math.Abs(rate - actual) < 1e-8, $"{name}: expected {rate}, got {actual}");
            Assert.Equal(actual, schedule.get_last_lr().Single());
            schedule.step();
        }
    }

    [Fact]
    public void A_schedule_can_jump_to_an_epoch()
    {
        using Optimizer optimizer = SGD(Array.Empty<Parameter>(), 2);
        lr_scheduler.LRScheduler schedule = lr_scheduler.StepLR(optimizer, 10);
        schedule.step(25);
        Assert.Equal(0.02, optimizer.ParamGroups.Single().LearningRate, 8);
    }

    [Fact]
    public void Every_group_starts_from_its_own_rate()
    {
        var groups = new[] { new SGD.ParamGroup([], lr: 1.0), new SGD.ParamGroup([], lr: 4.0) };
        using Optimizer optimizer = SGD(groups, 0.1);
        lr_scheduler.ExponentialLR(optimizer, 0.5).step();
        Assert.Equal([0.5, 2], optimizer.ParamGroups.Select(group => group.LearningRate));
    }
}
