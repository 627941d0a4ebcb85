using System.Collections.Concurrent;
using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>A type, and the space of each view and reference inside of it, in the order of its fields; of a reference first its own.</summary>
internal sealed record SpacedType(Type Type, IReadOnlyList<SpaceVariable> Spaces)
{
    private static readonly ConcurrentDictionary<Type, int> SpaceCounts = new();

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> FieldsOfTypes = new();

    public static SpacedType Void { get; } = new(typeof(void), []);

    public StackKind Kind => StackKinds.Of(Type);

    /// <summary>The type with spaces that nothing is known about yet.</summary>
    public static SpacedType Unknown(Type type) => In(Space.Unknown, type);

    /// <summary>The type with all its views and references in one space.</summary>
    public static SpacedType In(Space space, Type type) => new(type, [.. Enumerable.Range(0, CountSpaces(type)).Select(_ => new SpaceVariable(space))]);

    /// <summary>A reference to a value of this type.</summary>
    public SpacedType Reference(SpaceVariable space) => new(Type.MakeByRefType(), [space, .. Spaces]);

    /// <summary>What a reference of this type refers to.</summary>
    public SpacedType Referent() => new(Type.GetElementType()!, [.. Spaces.Skip(1)]);

    public SpacedType FieldType(FieldInfo field)
    {
        int first = 0;
        foreach (FieldInfo earlier in FieldsOf(Type))
        {
            if (string.Equals(earlier.Name, field.Name, StringComparison.Ordinal))
                break;
            first += CountSpaces(earlier.FieldType);
        }
        return new SpacedType(field.FieldType, [.. Spaces.Skip(first).Take(CountSpaces(field.FieldType))]);
    }

    /// <summary>The fields of an instance, in the order of their declaration, which is the order in memory.</summary>
    public static FieldInfo[] FieldsOf(Type type) => FieldsOfTypes.GetOrAdd(
        type,
        static structure => [.. structure.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(field => field.MetadataToken)]);

    public static bool IsView(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayView<>);

    private static int CountSpaces(Type type)
    {
        if (SpaceCounts.TryGetValue(type, out int count))
            return count;
        count = IsView(type) ? 1
            : type.IsByRef || type.IsPointer ? 1 + CountSpaces(type.GetElementType()!)
            : StackKinds.Of(type) == StackKind.Structure ? FieldsOf(type).Sum(field => CountSpaces(field.FieldType))
            : 0;
        SpaceCounts[type] = count;
        return count;
    }
}
