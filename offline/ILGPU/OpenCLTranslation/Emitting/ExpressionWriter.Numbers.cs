using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <content>Numbers, and structures of them.</content>
internal sealed partial class ExpressionWriter
{
    private Text UnaryText(Unary unary)
    {
        string sign = unary.Operation switch
        {
            UnaryOperator.Negate => "-",
            UnaryOperator.Complement => "~",
            _ => "!",
        };
        string operand = Write(unary.Operand, Precedence.Unary);
        return new Text(operand.StartsWith('-') ? $"{sign}({operand})" : sign + operand, Precedence.Unary);
    }

    private Text BinaryText(Binary binary)
    {
        (string sign, Precedence precedence) = Sign(binary.Operation);
        // Readers do not know how tightly these bind; compilers warn.
        bool isRare = precedence is Precedence.And or Precedence.Or or Precedence.Xor or Precedence.Shift or Precedence.EitherTrue;
        Precedence leftLeast = isRare ? Precedence.Unary : precedence;
        Precedence rightLeast = isRare ? Precedence.Unary : precedence + 1;
        if (binary.Operation is BinaryOperator.BothTrue)
            (leftLeast, rightLeast) = (Precedence.Or, Precedence.Or);
        else if (binary.Operation is BinaryOperator.EitherTrue)
            (leftLeast, rightLeast) = (Precedence.Or, Precedence.Or);
        if (isRare && IsChain(binary.Left, binary.Operation))
            leftLeast = precedence;
        if (binary.Operation is BinaryOperator.BothTrue && IsChain(binary.Left, binary.Operation))
            leftLeast = precedence;
        Text Operand(Expression operand, Precedence least, bool converts) => WithSign(operand, binary.OperandType, least, converts);
        bool isShift = precedence == Precedence.Shift;
        // One unsigned operand makes C take both as unsigned; a signed operation wants both signed.
        bool leftConverts = !StackKinds.IsUnsigned(binary.OperandType) || isShift || !IsUnsignedInC(binary.Right);
        string left = Operand(binary.Left, leftLeast, leftConverts).Code;
        string right = isShift ? Write(binary.Right, rightLeast) : Operand(binary.Right, rightLeast, !StackKinds.IsUnsigned(binary.OperandType)).Code;
        return new Text($"{left} {sign} {right}", precedence);
    }

    private static bool IsChain(Expression left, BinaryOperator operation) =>
        left is Binary inner && inner.Operation == operation && operation is not (BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight);

    private static (string Sign, Precedence Precedence) Sign(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Add => ("+", Precedence.Sum),
        BinaryOperator.Subtract => ("-", Precedence.Sum),
        BinaryOperator.Multiply => ("*", Precedence.Product),
        BinaryOperator.Divide => ("/", Precedence.Product),
        BinaryOperator.Remainder => ("%", Precedence.Product),
        BinaryOperator.And => ("&", Precedence.And),
        BinaryOperator.Or => ("|", Precedence.Or),
        BinaryOperator.Xor => ("^", Precedence.Xor),
        BinaryOperator.ShiftLeft => ("<<", Precedence.Shift),
        BinaryOperator.ShiftRight => (">>", Precedence.Shift),
        BinaryOperator.Equal => ("==", Precedence.Equality),
        BinaryOperator.NotEqual => ("!=", Precedence.Equality),
        BinaryOperator.Less => ("<", Precedence.Relation),
        BinaryOperator.LessOrEqual => ("<=", Precedence.Relation),
        BinaryOperator.Greater => (">", Precedence.Relation),
        BinaryOperator.GreaterOrEqual => (">=", Precedence.Relation),
        BinaryOperator.BothTrue => ("&&", Precedence.BothTrue),
        _ => ("||", Precedence.EitherTrue),
    };

    /// <summary>An operand of an integer operation with the sign that the operation wants.</summary>
    private Text WithSign(Expression operand, Type wanted, Precedence least, bool converts)
    {
        bool isInteger = wanted == typeof(int) || wanted == typeof(uint) || wanted == typeof(long) || wanted == typeof(ulong);
        if (isInteger && converts && operand is not Literal && IsUnsignedInC(operand) != StackKinds.IsUnsigned(wanted))
        {
            // Of two conversions between integers of one size only the last one counts.
            Expression bare = operand is Conversion { Operand.Kind: StackKind.Int32 or StackKind.Int64 } inner && operand.Kind == StackKinds.Of(wanted) && Sizes.Of(operand.Type.Type) == Sizes.Of(wanted)
                ? inner.Operand
                : operand;
            return new Text($"({types.Name(wanted, [])}){Write(bare, Precedence.Unary)}", Precedence.Unary);
        }
        return new Text(Write(operand, least), Precedence.Primary);
    }

    /// <summary>Whether C takes a value as uint or ulong; smaller numbers it takes as int.</summary>
    private static bool IsUnsignedInC(Expression value) => value is Binary { OperandType: var operandType } binary
        ? binary.Type.Type != typeof(bool) && StackKinds.IsUnsigned(operandType)
        : StackKinds.IsUnsigned(value.Type.Type);

    private Text ConversionText(Conversion conversion)
    {
        Type target = conversion.Type.Type;
        bool fromFloat = conversion.Operand.Kind is StackKind.Single or StackKind.Double;
        bool toInteger = conversion.Kind is StackKind.Int32 or StackKind.Int64;
        if (fromFloat && toInteger)
        {
            // Saturates, and makes 0 of NaN, as .NET does.
            return $"convert_{types.Name(target, [])}_sat({Write(conversion.Operand)})";
        }
        if (target == typeof(bool))
            return new Text($"{Write(conversion.Operand, Precedence.Shift)} != 0", Precedence.Equality);
        return new Text($"({types.Name(target, [])}){Write(conversion.Operand, Precedence.Unary)}", Precedence.Unary);
    }

    private Text StructureText(StructureLiteral structure)
    {
        if (TypeWriter.IsVector(structure.Type.Type))
            return VectorOf(structure.Operands) ?? $"(float8)({ListOf(structure.Operands)})";
        return $"({TypeName(structure.Type)}){{ {(structure.Operands.Count == 0 ? "0" : ListOf(structure.Operands))} }}";
    }
}
