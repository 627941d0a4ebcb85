using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            /// <summary>Scales all gradients so that their common norm is at most max_norm.</summary>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using DisposeScope scope = NewDisposeScope();
                using IDisposable constant = no_grad();
                List<Tensor> gradients = [.. tensors.Select(parameter => parameter.grad).OfType<Tensor>()];
                if (gradients.Count == 0)
                    return 0;
                double total = stack(gradients.Select(gradient => gradient.norm((float)norm_type).to(ScalarType.Float64))).norm((float)norm_type).item<double>();
                double scale = max_norm / (total + 1e-6);
                if (scale < 1)
                    gradients.ForEach(gradient => gradient.mul_(scale));
                return total;
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors) => cat([.. tensors.Select(parameter => parameter.reshape(-1))]);

            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using IDisposable constant = no_grad();
                long start = 0;
                foreach (Parameter parameter in tensors)
                {
                    using Tensor part = vec.narrow(0, start, parameter.numel());
                    using Tensor shaped = part.view_as(parameter);
                    parameter.copy_(shaped);
                    start += parameter.numel();
                }
            }
        }
    }
}
