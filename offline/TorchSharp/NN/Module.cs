using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A part of a network: parameters, buffers and other modules by name.</summary>
        public partial class Module : IDisposable
        {
            protected string? name;

            private readonly OrderedDictionary<string, Parameter> _parameters = [];
            private readonly OrderedDictionary<string, Tensor> _buffers = [];
            private readonly OrderedDictionary<string, Module> _modules = [];
            private bool _componentsRegistered;

            protected Module(string name) => this.name = name;

            ~Module() => Dispose(false);

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach ((_, Module module) in named_children())
                    module.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Runs an action on every module below, then on this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach ((_, Module module) in named_children())
                    module.apply(fn);
                fn(this);
                return this;
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (!_parameters.TryAdd(name, param))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            public virtual void register_buffer(string name, Tensor tensor)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (!_buffers.TryAdd(name, tensor))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _modules.Remove(name);
                    return;
                }
                if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
                    throw new ArgumentException($"A module's name has at least one letter and no \".\"; got: \"{name}\".", nameof(name));
                submodule.RegisterComponents();
                if (!_modules.TryAdd(name, submodule))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Registers what the fields hold, under the fields' names. Called at the end of a constructor, or when the module joins another.</summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered)
                    return;
                _componentsRegistered = true;
                foreach (FieldInfo field in Fields())
                {
                    string component = field.Name;
                    if (_modules.ContainsKey(component) || _parameters.ContainsKey(component) || _buffers.ContainsKey(component))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(component, module);
                            break;
                        case Parameter parameter:
                            register_parameter(component, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(component, tensor);
                            break;
                    }
                }
            }

            /// <summary>Sets, replaces or (null) removes a parameter.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value)
            {
                if (value is Parameter parameter)
                    _parameters[name] = parameter;
                else
                    _parameters.Remove(name);
            }

            /// <summary>Sets, replaces or (null) removes a buffer.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value)
            {
                if (value is null)
                    _buffers.Remove(name);
                else
                    _buffers[name] = value;
            }

            protected void ClearModules() => _modules.Clear();

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                    return;
                foreach ((_, Parameter parameter) in named_parameters(false))
                    parameter.Dispose();
                foreach ((_, Tensor buffer) in named_buffers(false))
                    buffer.Dispose();
                foreach ((_, Module module) in _modules)
                    module.Dispose();
            }

            /// <summary>For the layers of this assembly: a parameter that lives in the table alone.</summary>
            internal Parameter? ParameterOrNull(string key) => _parameters.GetValueOrDefault(key);

            internal Tensor? BufferOrNull(string key) => _buffers.GetValueOrDefault(key);

            internal void SetParameter(string key, Parameter? value)
            {
                if (_parameters.TryGetValue(key, out Parameter? before) && !ReferenceEquals(before, value))
                    before.Dispose();
                value?.DetachFromDisposeScope();
                ConditionallyRegisterParameter(key, value);
            }

            internal void SetBuffer(string key, Tensor? value)
            {
                if (_buffers.TryGetValue(key, out Tensor? before) && !ReferenceEquals(before, value))
                    before.Dispose();
                value?.DetachFromDisposeScope();
                ConditionallyRegisterBuffer(key, value);
            }

            private IEnumerable<FieldInfo> Fields()
            {
                const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                for (Type? type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    foreach (FieldInfo field in type.GetFields(own))
                        yield return field;
                }
            }
        }
    }
}
