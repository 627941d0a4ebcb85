namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        public interface IModule<T1, T2, TResult>
        {
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>A module of one input.</summary>
        public abstract class Module<T, TResult> : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T input);

            /// <summary>forward with the hooks around it. A hook that returns null changes nothing.</summary>
            public TResult call(T input)
            {
                foreach (Func<Module<T, TResult>, T, T> hook in PreHooks)
                    input = hook(this, input) ?? input;
                TResult result = forward(input);
                foreach (Func<Module<T, TResult>, T, TResult, TResult> hook in PostHooks)
                    result = hook(this, input, result) ?? result;
                return result;
            }
        }

        /// <summary>A module of two inputs.</summary>
        public abstract class Module<T1, T2, TResult>
            : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>, IModule<T1, T2, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2)
            {
                foreach (Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?> hook in PreHooks)
                    (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                TResult result = forward(input1, input2);
                foreach (Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult> hook in PostHooks)
                    result = hook(this, input1, input2, result) ?? result;
                return result;
            }
        }

        /// <summary>A module with hooks around its forward.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private readonly OrderedDictionary<string, TPreHook> _preHooks = [];
            private readonly OrderedDictionary<string, TPostHook> _postHooks = [];
            private int _hooks;

            protected HookableModule(string name)
                : base(name)
            {
            }

            private protected IReadOnlyList<TPreHook> PreHooks => _preHooks.Count == 0 ? [] : [.. _preHooks.Values];

            private protected IReadOnlyList<TPostHook> PostHooks => _postHooks.Count == 0 ? [] : [.. _postHooks.Values];

            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                string key = NextKey();
                _preHooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            public HookRemover register_forward_hook(TPostHook hook)
            {
                string key = NextKey();
                _postHooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            private string NextKey() => (_hooks++).ToString(System.Globalization.CultureInfo.InvariantCulture);

            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                public void remove()
                {
                    module._preHooks.Remove(key);
                    module._postHooks.Remove(key);
                }
            }
        }
    }
}
