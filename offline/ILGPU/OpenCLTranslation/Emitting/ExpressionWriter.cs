using System.Globalization;
using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>Expressions in C, for one instance of a method.</summary>
internal sealed partial class ExpressionWriter(ProgramWriter program, SpaceMap map, Func<Variable, string> nameOf, Func<MemoryBlock, string> blockOf)
{
    private readonly TypeWriter types = program.Types;

    /// <summary>How tightly C binds; text of lower precedence than its place wants gets parentheses.</summary>
    private enum Precedence
    {
        Conditional,
        EitherTrue,
        BothTrue,
        Or,
        Xor,
        And,
        Equality,
        Relation,
        Shift,
        Sum,
        Product,
        Unary,
        Primary,
    }

    private readonly record struct Text(string Code, Precedence Precedence)
    {
        public static implicit operator Text(string code) => new(code, Precedence.Primary);
    }

    public string Write(Expression expression) => TextOf(expression).Code;

    private string Write(Expression expression, Precedence least)
    {
        Text text = TextOf(expression);
        return text.Precedence < least ? $"({text.Code})" : text.Code;
    }

    private string TypeName(SpacedType type) => types.Name(type, map);

    private string ListOf(IEnumerable<Expression> expressions) => string.Join(", ", expressions.Select(Write));

    private Text TextOf(Expression expression) => expression switch
    {
        Literal literal => LiteralText(literal.Value),
        DefaultValue => Default(expression.Type),
        VariableRead read => nameOf(read.Variable),
        FieldRead field => Field(field),
        Dereference dereference => new Text($"*{Write(dereference.Reference, Precedence.Unary)}", Precedence.Unary),
        ViewElement element => $"{DataOf(element.View)}[{IndexOf(element.Index)}]",
        ViewLength length => $"{Write(length.View, Precedence.Primary)}.length",
        ViewLiteral view => $"({TypeName(view.Type)}){{ {FirstOf(view)}, {Write(view.Length)} }}",
        AddressOf address => AddressText(address),
        Unary unary => UnaryText(unary),
        Binary binary => BinaryText(binary),
        Conversion conversion => ConversionText(conversion),
        Conditional conditional => new Text(
            $"{Write(conditional.Condition, Precedence.EitherTrue)} ? {Write(conditional.WhenTrue, Precedence.EitherTrue)} : {Write(conditional.WhenFalse)}",
            Precedence.Conditional),
        StructureLiteral structure => StructureText(structure),
        Call call => CallText(call),
        DeviceCall call => DeviceCallText(call),
        DeviceConstant constant => new Text(constant.Name, Precedence.Or),
        BlockAddress block => blockOf(block.Block),
        DynamicMemory memory => DynamicText(memory),
        HalvesLoad load => $"vload_half{LanesOf(load)}({Write(load.Operands[1])}, (const {KeywordOf(load.Operands[0])}half *){DataOf(load.Operands[0])})",
        HalvesStore store => $"vstore_half{LanesOf(store.Operands[2])}_rte({Write(store.Operands[2])}, {Write(store.Operands[1])}, ({KeywordOf(store.Operands[0])}half *){DataOf(store.Operands[0])})",
        _ => throw new NotSupportedException($"{expression.GetType().Name} has no form in OpenCL C."),
    };

    private static string LanesOf(Expression value) => value.Kind == StackKind.Single ? "" : "8";

    private string KeywordOf(Expression view) => TypeWriter.Keyword(map[view.Type.Spaces[0]]);

    private Text LiteralText(object value)
    {
        switch (value)
        {
            case bool truth:
                return truth ? "true" : "false";
            case int.MinValue:
                return "INT_MIN";
            case long.MinValue:
                return "LONG_MIN";
            case int number:
                return Signed(number.ToString(CultureInfo.InvariantCulture));
            case long number:
                return Signed(number.ToString(CultureInfo.InvariantCulture) + "L");
            case uint number:
                return number > ushort.MaxValue ? FormattableString.Invariant($"0x{number:X}u") : FormattableString.Invariant($"{number}u");
            case ulong number:
                return number > ushort.MaxValue ? FormattableString.Invariant($"0x{number:X}ul") : FormattableString.Invariant($"{number}ul");
            case float number:
                return FloatText(number, number.ToString("R", CultureInfo.InvariantCulture), "f");
            case double number:
                types.Name(typeof(double), []);
                return FloatText(number, number.ToString("R", CultureInfo.InvariantCulture), "");
            default:
                throw new NotSupportedException($"{value.GetType().Name} is no number of OpenCL C.");
        }
    }

    private static Text FloatText(double number, string digits, string suffix)
    {
        if (double.IsNaN(number))
            return "NAN";
        if (double.IsInfinity(number))
            return Signed(number > 0 ? "INFINITY" : "-INFINITY");
        bool isWhole = !digits.AsSpan().ContainsAny(".eE");
        return Signed($"{digits}{(isWhole ? ".0" : "")}{suffix}");
    }

    private static Text Signed(string code) => new(code, code.StartsWith('-') ? Precedence.Unary : Precedence.Primary);

    private Text Default(SpacedType type)
    {
        if (SpacedType.IsView(type.Type))
            return $"({TypeName(type)}){{ 0, 0 }}";
        if (type.Kind == StackKind.Single)
            return "0.0f";
        if (type.Kind == StackKind.Double)
            return LiteralText(0d);
        if (type.Kind != StackKind.Structure)
            return type.Type == typeof(bool) ? "false" : "0";
        if (TypeWriter.IsVector(type.Type))
            return "(float8)(0.0f)";
        string[] fields = [.. SpacedType.FieldsOf(type.Type).Select(field => Default(type.FieldType(field)).Code)];
        return $"({TypeName(type)}){{ {(fields.Length == 0 ? "0" : string.Join(", ", fields))} }}";
    }

    private Text Field(FieldRead field)
    {
        if (TypeWriter.IsVector(field.Target.Type.Type))
        {
            int lane = Array.FindIndex(SpacedType.FieldsOf(field.Target.Type.Type), other => string.Equals(other.Name, field.Field.Name, StringComparison.Ordinal));
            return FormattableString.Invariant($"{Write(field.Target, Precedence.Primary)}.s{lane}");
        }
        if (field.Target is StructureLiteral made && ValueOf(made, field.Field) is { } value)
            return TextOf(value);
        string name = types.FieldName(field.Field);
        // Names are given when the type is: it must be known before its fields.
        TypeName(field.Target.Type);
        return field.Target is Dereference target
            ? $"{Write(target.Reference, Precedence.Primary)}->{name}"
            : $"{Write(field.Target, Precedence.Primary)}.{name}";
    }

    /// <summary>What a structure that is made on the spot has in a field, if it has the field's type already.</summary>
    private static Expression? ValueOf(StructureLiteral structure, System.Reflection.FieldInfo field)
    {
        int number = Array.FindIndex(SpacedType.FieldsOf(structure.Type.Type), other => string.Equals(other.Name, field.Name, StringComparison.Ordinal));
        return structure.Operands[number].Type.Type == field.FieldType ? structure.Operands[number] : null;
    }

    /// <summary>The pointer to a view's first element.</summary>
    private string DataOf(Expression view) => view is ViewLiteral literal ? $"({FirstOf(literal)})" : $"{Write(view, Precedence.Primary)}.data";

    /// <summary>The pointer that a view starts at: that of the first element, as its own element's type.</summary>
    private string FirstOf(ViewLiteral view)
    {
        Type element = view.Type.Type.GetGenericArguments()[0];
        string pointer = view.First is AddressOf { Place: ViewElement { Index: Literal { Integer: 0 } } start }
            ? DataOf(start.View)
            : view.First is AddressOf { Place: ViewElement place } ? $"{DataOf(place.View)} + {IndexOf(place.Index, Precedence.Sum)}"
            : Write(view.First);
        if (view.First.Type.Type.GetElementType() == element)
            return pointer;
        return $"({TypeWriter.Keyword(map[view.Type.Spaces[0]])}{types.Stored(element, [])} *)({pointer})";
    }

    /// <summary>An index; one of 64 bits needs no sign.</summary>
    private string IndexOf(Expression index, Precedence least = Precedence.Conditional) =>
        index is Conversion { Operand: { Kind: StackKind.Int64 } operand } && index.Kind == StackKind.Int64 ? Write(operand, least) : Write(index, least);

    private Text AddressText(AddressOf address)
    {
        if (address.Place is FieldRead field && TypeWriter.IsVector(field.Target.Type.Type))
            throw new NotSupportedException($"{MethodNames.Of(field.Target.Type.Type)}.{field.Field.Name} cannot be referred to in OpenCL C: it is part of a vector.");
        return address.Place is Dereference dereference
            ? TextOf(dereference.Reference)
            : new Text($"&{Write(address.Place, Precedence.Unary)}", Precedence.Unary);
    }

    private Text CallText(Call call)
    {
        string name = program.FunctionName(call.Method, map.Of(call.SignatureSpaces));
        IEnumerable<string> arguments = call.Operands.Select((operand, i) => Argument(call.Method.Parameters[i], operand)).Concat(call.Blocks.Select(blockOf));
        if (call.Method.UsesDynamicMemory)
            arguments = [.. arguments, "dynamicShared", "dynamicSharedBytes"];
        return $"{name}({string.Join(", ", arguments)})";
    }

    /// <summary>Nothing is passed for the closure of a lambda: it has no parameter in C.</summary>
    private string Argument(Variable parameter, Expression argument) => parameter.Type.Kind == StackKind.Object ? "0" : Write(argument);

    private Text DeviceCallText(DeviceCall call)
    {
        string function = call.Function;
        if (call.Operands is [{ Kind: StackKind.Reference } target, ..])
        {
            Space space = map[target.Type.Spaces[0]];
            if (space == Space.Private)
                throw new NotSupportedException($"{function} cannot be translated to OpenCL C: it changes memory that one thread alone sees, for which OpenCL C 1.2 has no atomics.");
            if (function.StartsWith("float_", StringComparison.Ordinal))
                function += space == Space.Local ? "_local" : "_global";
        }
        if (function is "view_is_valid")
            return new Text($"{Write(call.Operands[0], Precedence.Primary)}.data != 0", Precedence.Equality);
        program.Use(function);
        return $"{function}({ListOf(call.Operands)})";
    }

    private Text DynamicText(DynamicMemory memory)
    {
        Type element = memory.Type.Type.GetGenericArguments()[0];
        string stored = types.Stored(element, []);
        return FormattableString.Invariant($"({TypeName(memory.Type)}){{ (__local {stored} *)dynamicShared, dynamicSharedBytes / {Sizes.Of(element)} }}");
    }
}
