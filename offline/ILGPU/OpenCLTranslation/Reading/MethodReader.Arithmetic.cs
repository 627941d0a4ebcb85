using System.Diagnostics.CodeAnalysis;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <content>Numbers. Integers wrap, as in .NET: C leaves the overflow of signed ones undefined, so they are added as unsigned.</content>
internal sealed partial class MethodReader
{
    /// <summary>The value as a primitive of the same or another kind, without a conversion where it is one already.</summary>
    internal static Expression As(Type type, Expression value)
    {
        Type from = StackKinds.Primitive(value.Type.Type);
        if (from == type)
            return value;
        if (value is Literal { Integer: { } number } && type != typeof(float) && type != typeof(double))
            return new Literal(Convert(number, type));
        return new Conversion(type, value);
    }

    private static object Convert(long number, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => number != 0,
        TypeCode.SByte => (int)(sbyte)number,
        TypeCode.Byte => (int)(byte)number,
        TypeCode.Int16 => (int)(short)number,
        TypeCode.UInt16 or TypeCode.Char => (int)(ushort)number,
        TypeCode.UInt32 => (uint)number,
        TypeCode.Int64 => number,
        TypeCode.UInt64 => (ulong)number,
        _ => (int)number,
    };

    private bool TryArithmetic(string name)
    {
        switch (name)
        {
            case "add" or "sub" or "mul" or "div" or "div.un" or "rem" or "rem.un" or "and" or "or" or "xor":
                Expression right = Pop();
                Push(Calculate(name, Pop(), right));
                return true;
            case "shl" or "shr" or "shr.un":
                Expression distance = Pop();
                Push(Shift(name, Pop(), distance));
                return true;
            case "neg":
                Push(Negate(Pop()));
                return true;
            case "not":
                Expression value = Pop();
                Type type = IntegerType(value, value);
                Push(new Unary(UnaryOperator.Complement, new SpacedType(type, []), As(type, value)));
                return true;
            case var convert when convert.StartsWith("conv.", StringComparison.Ordinal) && !convert.Contains("ovf", StringComparison.Ordinal):
                Push(ConvertTop(name, Pop()));
                return true;
            default:
                if (!name.StartsWith('c') || !TryCompare(name[1..], out Expression? comparison))
                    return false;
                Push(comparison);
                return true;
        }
    }

    private Expression Calculate(string name, Expression left, Expression right)
    {
        BinaryOperator operation = name.Split('.')[0] switch
        {
            "add" => BinaryOperator.Add,
            "sub" => BinaryOperator.Subtract,
            "mul" => BinaryOperator.Multiply,
            "div" => BinaryOperator.Divide,
            "rem" => BinaryOperator.Remainder,
            "and" => BinaryOperator.And,
            "or" => BinaryOperator.Or,
            _ => BinaryOperator.Xor,
        };
        if (IsFloat(left) || IsFloat(right))
        {
            Type floating = FloatType(left, right);
            Expression[] operands = [As(floating, left), As(floating, right)];
            return operation == BinaryOperator.Remainder
                ? new DeviceCall("fmod", new SpacedType(floating, []), operands)
                : new Binary(operation, floating, floating, operands[0], operands[1]);
        }
        RequireNumbers(left, right);
        bool wide = IsWide(left, right);
        Type signed = wide ? typeof(long) : typeof(int);
        Type unsigned = wide ? typeof(ulong) : typeof(uint);
        Type type = operation switch
        {
            BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply => unsigned,
            BinaryOperator.Divide or BinaryOperator.Remainder => name.EndsWith(".un", StringComparison.Ordinal) ? unsigned : signed,
            _ => IntegerType(left, right),
        };
        left = Operand(left, type, wide);
        right = Operand(right, type, wide);
        if (left is Literal { Integer: { } first } && right is Literal { Integer: { } second } && FoldIntegers(operation, first, second) is { } folded)
            return new Literal(Convert(folded, type));
        return new Binary(operation, type, type, left, right);
    }

    private static long? FoldIntegers(BinaryOperator operation, long left, long right) => operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.And => left & right,
        BinaryOperator.Or => left | right,
        BinaryOperator.Xor => left ^ right,
        _ => null,
    };

    private Binary Shift(string name, Expression value, Expression distance)
    {
        RequireNumbers(value, distance);
        bool wide = value.Kind == StackKind.Int64;
        Type type = name is "shr" ? (wide ? typeof(long) : typeof(int)) : (wide ? typeof(ulong) : typeof(uint));
        // OpenCL takes the distance modulo the number of bits; C# has masked it already.
        return new Binary(
            name is "shl" ? BinaryOperator.ShiftLeft : BinaryOperator.ShiftRight, type, type, Operand(value, type, wide), As(typeof(int), distance));
    }

    private Expression Negate(Expression value)
    {
        if (value is Literal { Value: int or uint, Integer: { } number })
            return new Literal((int)-number);
        if (IsFloat(value))
            return new Unary(UnaryOperator.Negate, value.Type, value);
        RequireNumbers(value, value);
        bool wide = value.Kind == StackKind.Int64;
        Type type = wide ? typeof(ulong) : typeof(uint);
        return new Binary(BinaryOperator.Subtract, type, type, As(type, new Literal(0)), Operand(value, type, wide));
    }

    /// <summary>An integer operand, widened by its sign where the other one is wider, which only addresses are.</summary>
    private static Expression Operand(Expression value, Type type, bool wide)
    {
        if (value is Literal)
            return As(type, value);
        return wide && value.Kind == StackKind.Int32 ? new Conversion(typeof(long), As(typeof(int), value)) : value;
    }

    private Expression ConvertTop(string name, Expression value)
    {
        if (value.Kind is StackKind.Reference or StackKind.Structure)
            throw Refuse("makes a number of an address");
        Type target = name switch
        {
            "conv.i1" => typeof(sbyte),
            "conv.u1" => typeof(byte),
            "conv.i2" => typeof(short),
            "conv.u2" => typeof(ushort),
            "conv.i4" => typeof(int),
            "conv.u4" => typeof(uint),
            "conv.i8" or "conv.i" => typeof(long),
            "conv.u8" or "conv.u" => typeof(ulong),
            "conv.r4" => typeof(float),
            "conv.r8" or "conv.r.un" => typeof(double),
            _ => throw Refuse(ReasonAgainst(name)),
        };
        bool wide = value.Kind == StackKind.Int64;
        if (name is "conv.r.un")
            return new Conversion(target, As(wide ? typeof(ulong) : typeof(uint), value));
        // `conv.r.un, conv.r4` is one conversion, without a double in between.
        if (target == typeof(float) && value is Conversion { Type.Type: var through, Operand: { Kind: StackKind.Int32 or StackKind.Int64 } integer } && through == typeof(double))
            return new Conversion(target, integer);
        if (IsFloat(value))
            return As(target, Sizes.Of(target) < 4 ? As(typeof(int), value) : value);
        if (value.Kind == StackKind.Int32 && target == typeof(ulong))
            return As(target, As(typeof(uint), value));
        if (value.Kind == StackKind.Int32 && (target == typeof(long) || target == typeof(float) || target == typeof(double)))
            return As(target, As(typeof(int), value));
        if (wide && (target == typeof(float) || target == typeof(double)))
            return As(target, As(typeof(long), value));
        return As(target, value);
    }

    /// <summary>A comparison by the rest of its name: `eq`, `lt.un`, `ne.un`, ….</summary>
    private bool TryCompare(string name, [NotNullWhen(true)] out Expression? comparison)
    {
        comparison = null;
        BinaryOperator? operation = name.Split('.')[0] switch
        {
            "eq" => BinaryOperator.Equal,
            "ne" => BinaryOperator.NotEqual,
            "lt" => BinaryOperator.Less,
            "le" => BinaryOperator.LessOrEqual,
            "gt" => BinaryOperator.Greater,
            "ge" => BinaryOperator.GreaterOrEqual,
            _ => null,
        };
        if (operation is not { } known)
            return false;
        Expression right = Pop();
        comparison = Compare(known, name.EndsWith(".un", StringComparison.Ordinal), Pop(), right);
        return true;
    }

    private Expression Compare(BinaryOperator operation, bool unsignedOrUnordered, Expression left, Expression right)
    {
        if (IsFloat(left) || IsFloat(right))
        {
            Type floating = FloatType(left, right);
            (left, right) = (As(floating, left), As(floating, right));
            bool isOrder = operation is not (BinaryOperator.Equal or BinaryOperator.NotEqual);
            if (!unsignedOrUnordered || !isOrder)
                return new Binary(operation, floating, typeof(bool), left, right);
            BinaryOperator opposite = operation switch
            {
                BinaryOperator.Less => BinaryOperator.GreaterOrEqual,
                BinaryOperator.LessOrEqual => BinaryOperator.Greater,
                BinaryOperator.Greater => BinaryOperator.LessOrEqual,
                _ => BinaryOperator.Less,
            };
            return Truth.Negate(new Binary(opposite, floating, typeof(bool), left, right));
        }
        RequireNumbers(left, right);
        bool equality = operation is BinaryOperator.Equal or BinaryOperator.NotEqual;
        if (right is Literal { Integer: 0 } && (equality || (operation == BinaryOperator.Greater && unsignedOrUnordered)) && left.Type.Type == typeof(bool))
            return operation == BinaryOperator.Equal ? Truth.Negate(left) : left;
        bool wide = IsWide(left, right);
        Type type = equality ? IntegerType(left, right)
            : unsignedOrUnordered ? (wide ? typeof(ulong) : typeof(uint))
            : (wide ? typeof(long) : typeof(int));
        left = Operand(left, type, wide);
        right = Operand(right, type, wide);
        return left is Literal { Integer: { } first } && right is Literal { Integer: { } second } && type != typeof(ulong)
            ? new Literal(FoldComparison(operation, first, second))
            : new Binary(operation, type, typeof(bool), left, right);
    }

    private static bool FoldComparison(BinaryOperator operation, long left, long right) => operation switch
    {
        BinaryOperator.Equal => left == right,
        BinaryOperator.NotEqual => left != right,
        BinaryOperator.Less => left < right,
        BinaryOperator.LessOrEqual => left <= right,
        BinaryOperator.Greater => left > right,
        _ => left >= right,
    };

    private static bool IsFloat(Expression value) => value.Kind is StackKind.Single or StackKind.Double;

    private static Type FloatType(Expression left, Expression right) =>
        left.Kind == StackKind.Double || right.Kind == StackKind.Double ? typeof(double) : typeof(float);

    private static bool IsWide(Expression left, Expression right) => left.Kind == StackKind.Int64 || right.Kind == StackKind.Int64;

    /// <summary>The integer type that C gives an operation on the two.</summary>
    private static Type IntegerType(Expression left, Expression right)
    {
        bool unsigned = StackKinds.IsUnsigned(left.Type.Type) || StackKinds.IsUnsigned(right.Type.Type);
        return IsWide(left, right) ? (unsigned ? typeof(ulong) : typeof(long)) : (unsigned ? typeof(uint) : typeof(int));
    }

    private void RequireNumbers(Expression left, Expression right)
    {
        if (left.Kind is StackKind.Reference or StackKind.Structure or StackKind.Object || right.Kind is StackKind.Reference or StackKind.Structure or StackKind.Object)
            throw Refuse("calculates with an address or an object");
    }
}
