using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Static fields that are as good as constants: the read-only ones of ILGPU itself.</summary>
internal static class StaticFields
{
    /// <summary>The field's value, or null where a kernel may not read it.</summary>
    public static Expression? Read(FieldInfo field) =>
        field.IsInitOnly && field.DeclaringType!.Assembly == typeof(StaticFields).Assembly ? Constant(field.FieldType, field.GetValue(null)) : null;

    private static Expression? Constant(Type type, object? value)
    {
        if (SpacedType.IsView(type))
            return new DefaultValue(SpacedType.Unknown(type));
        if (value is int or uint or long or ulong or float or double or bool)
            return new Literal(value);
        if (StackKinds.Of(type) != StackKind.Structure)
            return null;
        List<Expression> fields = [];
        foreach (FieldInfo field in SpacedType.FieldsOf(type))
        {
            if (Constant(field.FieldType, field.GetValue(value)) is not { } constant)
                return null;
            fields.Add(constant);
        }
        return new StructureLiteral(new SpacedType(type, [.. fields.SelectMany(constant => constant.Type.Spaces)]), fields);
    }
}
