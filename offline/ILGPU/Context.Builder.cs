using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace ILGPU;

/// <content>What to ask of a context before it is made.</content>
public partial class Context
{
    public sealed class Builder : ContextProperties
    {
        internal Builder()
        {
        }

        internal List<Device> Devices { get; } = [];

        public Builder Default() => AllAccelerators();

        public Builder AllAccelerators() => this.DefaultCPU().OpenCL().Cuda();

        public Builder AllAccelerators(Predicate<Device> predicate) => this.CPU(predicate.Invoke).OpenCL(predicate.Invoke).Cuda(predicate.Invoke);

        public Builder Optimize(OptimizationLevel level)
        {
            OptimizationLevel = level;
            return this;
        }

        public Builder Math(MathMode mathMode)
        {
            MathMode = mathMode;
            return this;
        }

        public Builder Inlining(InliningMode inliningMode)
        {
            InliningMode = inliningMode;
            return this;
        }

        public Builder Assertions()
        {
            EnableAssertions = true;
            return this;
        }

        public Builder Debug() => Optimize(OptimizationLevel.Debug).Assertions();

        public Builder Release() => Optimize(OptimizationLevel.Release);

        public Context ToContext() => new(this);
    }
}
