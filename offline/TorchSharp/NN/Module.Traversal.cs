using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() => _modules.Select(entry => (entry.Key, entry.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(entry => entry.module);

            /// <summary>The modules below this one, the direct ones first.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach ((string name, Module module) in named_children())
                    yield return (name, module);
                foreach ((string name, Module module) in named_children())
                {
                    foreach ((string inner, Module below) in module.named_modules())
                        yield return ($"{name}.{inner}", below);
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach ((string name, Parameter parameter) in _parameters)
                {
                    if (!parameter.IsInvalid && seen.Add(parameter))
                        yield return (name, parameter);
                }
                if (!recurse)
                    yield break;
                foreach ((string prefix, Module module) in _modules)
                {
                    foreach ((string name, Parameter parameter) in module.named_parameters())
                    {
                        if (seen.Add(parameter))
                            yield return ($"{prefix}.{name}", parameter);
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach ((string name, Tensor buffer) in _buffers)
                {
                    if (!buffer.IsInvalid && seen.Add(buffer))
                        yield return (name, buffer);
                }
                if (!recurse)
                    yield break;
                foreach ((string prefix, Module module) in _modules)
                {
                    foreach ((string name, Tensor buffer) in module.named_buffers())
                    {
                        if (seen.Add(buffer))
                            yield return ($"{prefix}.{name}", buffer);
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true) => named_buffers(recurse).Select(entry => entry.buffer);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) =>
                _parameters.TryGetValue(target, out Parameter? own) ? own : ChildOf(target, out string rest)?.get_parameter(rest);

            public virtual Tensor? get_buffer(string target) =>
                _buffers.TryGetValue(target, out Tensor? own) ? own : ChildOf(target, out string rest)?.get_buffer(rest);

            public virtual void zero_grad()
            {
                foreach (Parameter parameter in parameters())
                    parameter.grad = null;
            }

            private Module? ChildOf(string target, out string rest)
            {
                int dot = target.IndexOf('.', StringComparison.Ordinal);
                rest = dot < 0 ? "" : target[(dot + 1)..];
                return dot < 0 ? null : _modules.GetValueOrDefault(target[..dot]);
            }
        }
    }
}
