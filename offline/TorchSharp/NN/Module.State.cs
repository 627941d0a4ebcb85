using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string before = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach ((string name, Modules.Parameter parameter) in named_parameters())
                    destination.TryAdd(before + name, parameter);
                foreach ((string name, Tensor buffer) in named_buffers())
                    destination.TryAdd(before + name, buffer);
                foreach ((string name, Module module) in named_children())
                    module.state_dict(destination, before + name);
                return destination;
            }

            /// <exception cref="InvalidOperationException">strict, and the names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                Dictionary<string, Tensor> destination = state_dict();
                List<string> missing = [.. Without(skip, destination.Keys).Where(key => !source.ContainsKey(key))];
                List<string> unexpected = [.. Without(skip, source.Keys).Where(key => !destination.ContainsKey(key))];
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException($"The loaded state_dict is not identical to the target dictionary: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}].");
                using (no_grad())
                {
                    foreach (string key in Without(skip, source.Keys).Where(destination.ContainsKey))
                        destination[key].copy_(source[key]);
                }
                return (missing, unexpected);
            }

            public Module save(string location, IList<string>? skip = null)
            {
                using FileStream stream = File.Create(location);
                return save(stream, skip);
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <summary>The format of TorchSharp: the number of entries, then of each its name and the tensor. Numbers are LEB128.</summary>
            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                List<string> keys = [.. Without(skip, sd.Keys)];
                writer.WriteLeb128(keys.Count);
                foreach (string key in keys)
                {
                    writer.Write(key);
                    sd[key].Save(writer);
                }
            }

            public virtual Module load(string location, bool strict = true, IList<string>? skip = null)
            {
                using FileStream stream = File.OpenRead(location);
                return load(stream, strict, skip);
            }

            public Module load(Stream stream, bool strict = true, IList<string>? skip = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip);
            }

            /// <exception cref="ArgumentException">The file's names, types or shapes are not this module's.</exception>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null)
            {
                Dictionary<string, Tensor> own = state_dict();
                long count = reader.ReadLeb128();
                if (strict && count != own.Count)
                    throw new ArgumentException($"Mismatched state_dict sizes: expected {own.Count}, but found {count} entries.", nameof(reader));
                for (long i = 0; i < count; i++)
                {
                    string key = reader.ReadString();
                    bool found = own.TryGetValue(key, out Tensor? target);
                    if (!found && strict)
                        throw new ArgumentException($"Mismatched module state names: the target modules does not have a submodule or buffer named '{key}'", nameof(reader));
                    bool skipped = skip is not null && skip.Contains(key);
                    TensorFormat.Read(reader, found && !skipped ? target : null);
                }
                return this;
            }

            public static Module Create<T>(string path)
                where T : Module, new() => new T().load(path);

            private static IEnumerable<string> Without(IList<string>? skip, IEnumerable<string> keys) => skip is null ? keys : keys.Where(key => !skip.Contains(key));
        }
    }
}
