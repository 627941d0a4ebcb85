using System.Collections;
using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGpu.Torch.Conversion;

/// <summary>Replaces modules inside a model: in Sequential, ModuleList, and in the fields, arrays and lists of custom modules.</summary>
/// <param name="replace">Gives the module to put in place of one, or null to leave it (and look inside).</param>
internal sealed class ModuleReplacement(Func<nn.Module, string, nn.Module?> replace)
{
    private readonly Dictionary<nn.Module, nn.Module> _done = new(ReferenceEqualityComparer.Instance);

    /// <summary>The model with its parts replaced: the same object, or a new one where the model itself is a Sequential or is replaced.</summary>
    /// <exception cref="NotSupportedException">A part cannot be replaced; the message names it and says why.</exception>
    public nn.Module Run(nn.Module module) => Run(module, "");

    private nn.Module Run(nn.Module module, string path)
    {
        if (_done.TryGetValue(module, out var known))
            return known;
        var result = replace(module, path.Length == 0 ? "the model itself" : path) ?? WithNewChildren(module, path);
        if (result.training != module.training)
            result.train(module.training);
        _done[module] = result;
        return result;
    }

    private nn.Module WithNewChildren(nn.Module module, string path)
    {
        var children = module.named_children()
            .Select(child => new Child(child.name, child.module, Run(child.module, path.Length == 0 ? child.name : $"{path}.{child.name}")))
            .ToList();
        var changed = children.Where(child => !ReferenceEquals(child.Old, child.New)).ToList();
        if (changed.Count == 0)
            return module;
        if (module.GetType() == typeof(Sequential))
            return nn.Sequential(children.Select(child => (child.Name, (nn.Module<Tensor, Tensor>)child.New)).ToArray());
        foreach (var child in changed)
        {
            if (!PutIntoList(module, child) && !PutIntoFields(module, child, path))
                throw CannotReplace(path, child, $"{module.GetType().Name} holds it in no field, array or list that can be set");
        }

        // The names keep their order, which is that of parameters in a state_dict.
        foreach (var child in children)
            module.register_module(child.Name, null!);
        foreach (var child in children)
            module.register_module(child.Name, child.New);
        return module;
    }

    private static bool PutIntoList(nn.Module module, Child child)
    {
        var list = module.GetType().GetInterfaces().FirstOrDefault(face => face.IsGenericType && Equals(face.GetGenericTypeDefinition(), typeof(IList<>)));
        if (list is null || !list.GenericTypeArguments[0].IsInstanceOfType(child.New))
            return false;
        var index = ((IEnumerable)module).Cast<object>().TakeWhile(item => !ReferenceEquals(item, child.Old)).Count();
        list.GetProperty("Item")!.SetValue(module, child.New, [index]);
        return true;
    }

    private static bool PutIntoFields(nn.Module module, Child child, string path)
    {
        var found = false;
        foreach (var field in FieldsOf(module.GetType()))
        {
            var value = field.GetValue(module);
            if (ReferenceEquals(value, child.Old))
            {
                if (!field.FieldType.IsInstanceOfType(child.New))
                    throw CannotReplace(path, child, $"the field {field.Name} is declared as {field.FieldType.Name}; declare it as Module<Tensor, Tensor>");
                field.SetValue(module, child.New);
                found = true;
            }
            else if (value is IList list)
            {
                found |= PutIntoItems(list, child, field, path);
            }
        }

        return found;
    }

    private static bool PutIntoItems(IList list, Child child, FieldInfo field, string path)
    {
        var found = false;
        for (var i = 0; i < list.Count; i++)
        {
            if (!ReferenceEquals(list[i], child.Old))
                continue;
            try
            {
                list[i] = child.New;
                found = true;
            }
            catch (Exception error) when (error is ArgumentException or InvalidCastException or NotSupportedException)
            {
                throw CannotReplace(path, child, $"the items of {field.Name} cannot be {child.New.GetType().Name}; declare them as Module<Tensor, Tensor>");
            }
        }

        return found;
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (var current = type; current is not null && current.Assembly != typeof(nn.Module).Assembly; current = current.BaseType)
        {
            foreach (var field in current.GetFields(Own))
                yield return field;
        }
    }

    private static NotSupportedException CannotReplace(string path, Child child, string why)
        => new($"{(path.Length == 0 ? "" : path + ".")}{child.Name} ({child.Old.GetType().Name}) cannot be replaced: {why}.");

    private sealed record Child(string Name, nn.Module Old, nn.Module New);
}
