using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>Types in C. A structure with views inside becomes one C structure for each set of spaces of theirs.</summary>
internal sealed class TypeWriter(Identifiers names)
{
    private readonly Dictionary<string, string> namesByKey = new(StringComparer.Ordinal);

    private readonly Dictionary<Type, Dictionary<string, string>> fieldNames = [];

    private readonly StringBuilder declarations = new();

    /// <summary>All structures named so far, each behind those that it contains.</summary>
    public string Declarations => declarations.ToString();

    public bool UsesDouble { get; private set; }

    /// <summary>The C type of a variable.</summary>
    public string Name(SpacedType type, SpaceMap map) => Name(type.Type, map.Of(type.Spaces));

    public string Name(Type type, IReadOnlyList<Space> spaces)
    {
        if (type.IsByRef || type.IsPointer)
            return $"{Keyword(spaces[0])}{Stored(type.GetElementType()!, [.. spaces.Skip(1)])} *";
        if (SpacedType.IsView(type))
            return ViewName(type.GetGenericArguments()[0], spaces[0]);
        return StackKinds.Of(type) == StackKind.Structure ? StructureName(type, spaces) : PrimitiveName(StackKinds.Primitive(type));
    }

    /// <summary>The C type of a field or an element: .NET keeps truth in one byte.</summary>
    public string Stored(Type type, IReadOnlyList<Space> spaces) => type == typeof(bool) ? "uchar" : Name(type, spaces);

    public static string Keyword(Space space) => space switch
    {
        Space.Local => "__local ",
        Space.Private => "",
        _ => "__global ",
    };

    public string FieldName(FieldInfo field)
    {
        Type owner = field.DeclaringType!;
        if (!fieldNames.TryGetValue(owner, out Dictionary<string, string>? ofType))
        {
            var inside = new Identifiers();
            ofType = SpacedType.FieldsOf(owner).ToDictionary(other => other.Name, other => inside.Take(other.Name), StringComparer.Ordinal);
            fieldNames.Add(owner, ofType);
        }
        return ofType[field.Name];
    }

    private string PrimitiveName(Type type)
    {
        UsesDouble |= type == typeof(double);
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "bool",
            TypeCode.SByte => "char",
            TypeCode.Byte => "uchar",
            TypeCode.Int16 => "short",
            TypeCode.UInt16 or TypeCode.Char => "ushort",
            TypeCode.Int32 => "int",
            TypeCode.UInt32 => "uint",
            TypeCode.Int64 => "long",
            TypeCode.UInt64 => "ulong",
            TypeCode.Single => "float",
            TypeCode.Double => "double",
            _ => "void",
        };
    }

    private string ViewName(Type elementType, Space space)
    {
        string element = Stored(elementType, []);
        string key = $"view {space} {element}";
        if (namesByKey.TryGetValue(key, out string? name))
            return name;
        name = names.Take($"{space}View_{element}");
        namesByKey.Add(key, name);
        declarations.Append($"typedef struct {{ {Keyword(space)}{element} *data; long length; }} {name};\n\n");
        return name;
    }

    private string StructureName(Type type, IReadOnlyList<Space> spaces)
    {
        if (IsVector(type))
            return "float8";
        string key = $"{type.AssemblyQualifiedName} {string.Join(' ', spaces)}";
        if (namesByKey.TryGetValue(key, out string? name))
            return name;
        RequireLayout(type);
        var body = new StringBuilder();
        int first = 0;
        foreach (FieldInfo field in SpacedType.FieldsOf(type))
        {
            int count = new SpacedType(type, [.. spaces.Select(space => new SpaceVariable(space))]).FieldType(field).Spaces.Count;
            body.Append($"    {Declared(Stored(field.FieldType, [.. spaces.Skip(first).Take(count)]), FieldName(field))};\n");
            first += count;
        }
        if (body.Length == 0)
            body.Append("    uchar nothing;\n");
        name = names.Take(MethodNames.PlainOf(type));
        namesByKey.Add(key, name);
        declarations.Append($"// {MethodNames.Of(type)}\ntypedef struct {{\n{body}}} {name};\n\n");
        return name;
    }

    /// <summary>`int x`, `__global float *p`.</summary>
    public static string Declared(string type, string name) => type.EndsWith('*') ? type + name : $"{type} {name}";

    /// <summary>8 floats side by side are a vector of OpenCL.</summary>
    public static bool IsVector(Type type) => VectorAccess.IsEightFloats(type);

    /// <summary>Refuses a structure whose fields do not lie where C puts them.</summary>
    private static void RequireLayout(Type type)
    {
        StructLayoutAttribute? layout = type.StructLayoutAttribute;
        if (layout is not null && (layout.Value == LayoutKind.Explicit || layout.Pack is not (0 or 8)))
            throw new NotSupportedException($"{MethodNames.Of(type)} cannot be translated to OpenCL C: its layout is given by hand, and C lays its fields out in their order.");
    }
}
