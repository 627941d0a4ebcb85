using System.Collections;
using System.Globalization;
using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>Modules by number, registered under it.</summary>
    public class ModuleList<T> : torch.nn.Module, IList<T>
        where T : torch.nn.Module
    {
        private readonly List<T> _items;

        public ModuleList(params T[] modules)
            : base(nameof(ModuleList<T>))
        {
            _items = [.. modules];
            Register();
        }

        public int Count => _items.Count;

        public bool IsReadOnly => false;

        public T this[int index]
        {
            get => _items[index];
            set
            {
                _items[index] = value;
                Register();
            }
        }

        public void Add(T item) => Insert(Count, item);

        public void append(params T[] parameters) => extend(parameters);

        public void extend(IEnumerable<T> modules)
        {
            _items.AddRange(modules);
            Register();
        }

        public void Insert(int index, T item)
        {
            _items.Insert(index, item);
            Register();
        }

        public void RemoveAt(int index)
        {
            _items.RemoveAt(index);
            Register();
        }

        public bool Remove(T item)
        {
            bool removed = _items.Remove(item);
            Register();
            return removed;
        }

        public void Clear()
        {
            _items.Clear();
            Register();
        }

        public bool Contains(T item) => _items.Contains(item);

        public int IndexOf(T item) => _items.IndexOf(item);

        public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

        public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Numbers the modules anew.</summary>
        private void Register()
        {
            ClearModules();
            for (int i = 0; i < _items.Count; i++)
                register_module(i.ToString(CultureInfo.InvariantCulture), _items[i]);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);

            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);
        }
    }
}
