using TorchSharp.Modules;

namespace TorchSharp.Tests;

public class OptimizerTests : TorchTests
{
    private static readonly double[] Gradients = [1, -0.5, 2];

    [SkippableTheory]
    [InlineData(0, 0, 0, false, false)]
    [InlineData(0.9, 0, 0, false, false)]
    [InlineData(0.9, 0.1, 0.01, false, false)]
    [InlineData(0.9, 0, 0.01, true, false)]
    [InlineData(0.9, 0, 0, false, true)]
    public void Sgd_follows_its_formula(double momentum, double dampening, double decay, bool nesterov, bool maximize)
    {
        using DisposeScope scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new double[] { 2 }));
        using var sgd = optim.SGD([parameter], 0.1, momentum, dampening, decay, nesterov, maximize);
        double weight = 2, velocity = 0;
        for (int i = 0; i < Gradients.Length; i++)
        {
            parameter.grad = tensor(new[] { Gradients[i] });
            sgd.step();
            double gradient = (maximize ? -Gradients[i] : Gradients[i]) + (decay * weight);
            velocity = i == 0 ? gradient : (momentum * velocity) + ((1 - dampening) * gradient);
            weight -= 0.1 * (momentum == 0 ? gradient : nesterov ? gradient + (momentum * velocity) : velocity);
            Assert.Equal(weight, parameter.item<double>(), 12);
        }
    }

    [SkippableTheory]
    [InlineData(0, false)]
    [InlineData(0.01, false)]
    [InlineData(0, true)]
    public void Adam_follows_its_formula(double decay, bool amsgrad)
    {
        using DisposeScope scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new double[] { 2 }));
        using var adam = optim.Adam([parameter], 0.1, 0.9, 0.99, weight_decay: decay, amsgrad: amsgrad);
        double weight = 2, mean = 0, square = 0, largest = 0;
        for (int i = 0; i < Gradients.Length; i++)
        {
            parameter.grad = tensor(new[] { Gradients[i] });
            adam.step();
            double gradient = Gradients[i] + (decay * weight);
            mean = (0.9 * mean) + (0.1 * gradient);
            square = (0.99 * square) + (0.01 * gradient * gradient);
            largest = Math.Max(largest, square);
            double second = (amsgrad ? largest : square) / (1 - Math.Pow(0.99, i + 1));
            weight -= 0.1 * (mean / (1 - Math.Pow(0.9, i + 1))) / (Math.Sqrt(second) + 1e-8);
            Assert.Equal(weight, parameter.item<double>(), 10);
        }
    }

    [SkippableFact]
    public void Groups_have_their_own_options()
    {
        using DisposeScope scope = NewDisposeScope();
        var first = new Parameter(ones(1)) { grad = ones(1) };
        var second = new Parameter(ones(1)) { grad = ones(1) };
        using var sgd = optim.SGD(
            [new SGD.ParamGroup { Parameters = [first] }, new SGD.ParamGroup([second], new SGD.Options { LearningRate = 0.5, weight_decay = 1 })],
            0.1);
        sgd.step();
        Equal([0.9f], first);
        Equal([0], second);
        Assert.Equal([0.1, 0.5], sgd.ParamGroups.Select(group => group.InitialLearningRate));
    }

    [SkippableFact]
    public void Parameters_without_gradients_stay()
    {
        using DisposeScope scope = NewDisposeScope();
        var parameter = new Parameter(ones(1));
        using var sgd = optim.SGD([parameter], 0.1, weight_decay: 1);
        sgd.step();
        Equal([1], parameter);
        parameter.grad = ones(1);
        sgd.zero_grad();
        Assert.Null(parameter.grad);
    }

    [SkippableFact]
    public void A_closure_computes_the_loss_of_the_step()
    {
        using DisposeScope scope = NewDisposeScope();
        var parameter = new Parameter(full(1, 3.0));
        using var sgd = optim.SGD([parameter], 0.5);
        using (no_grad())
        {
            Tensor loss = sgd.step(() =>
            {
                Tensor value = parameter.pow(2).sum();
                value.backward();
                return value;
            })!;
            Assert.Equal(9, loss.item<float>());
        }
        Equal([0], parameter);
    }

    [SkippableFact]
    public void The_state_outlives_the_scope_of_a_step()
    {
        var parameter = new Parameter(ones(1));
        using var sgd = optim.SGD([parameter], 1, momentum: 0.5);
        for (int i = 0; i < 2; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            parameter.grad = ones(1);
            sgd.step();
        }
        Equal([-1.5f], parameter);
    }

    [SkippableFact]
    public void Senseless_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => optim.SGD(Array.Empty<Parameter>(), -0.1));
        Assert.Throws<ArgumentException>(() => optim.SGD(Array.Empty<Parameter>(), 0.1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => optim.Adam(Array.Empty<Parameter>(), beta1: 1));
    }
}
