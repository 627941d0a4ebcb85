namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Conditions and their opposites.</summary>
internal static class Truth
{
    /// <summary>A number as a condition: whether it is not zero.</summary>
    public static Expression Of(Expression value)
    {
        if (value is Literal { Integer: { } number })
            return new Literal(number != 0);
        if (value.Type.Type == typeof(bool))
            return value;
        Type type = StackKinds.Primitive(value.Type.Type);
        Expression zero = value.Kind switch
        {
            StackKind.Int64 => new Literal(0L),
            StackKind.Single => new Literal(0f),
            StackKind.Double => new Literal(0d),
            _ => new Literal(0),
        };
        return new Binary(BinaryOperator.NotEqual, type, typeof(bool), value, zero);
    }

    public static Expression Negate(Expression condition) => condition switch
    {
        Literal { Integer: { } number } => new Literal(number == 0),
        Unary { Operation: UnaryOperator.Not } not => not.Operand,
        Binary { Operation: BinaryOperator.BothTrue } both => new Binary(BinaryOperator.EitherTrue, typeof(bool), typeof(bool), Negate(both.Left), Negate(both.Right)),
        Binary { Operation: BinaryOperator.EitherTrue } either => new Binary(BinaryOperator.BothTrue, typeof(bool), typeof(bool), Negate(either.Left), Negate(either.Right)),
        Binary binary when Opposite(binary) is { } opposite => new Binary(opposite, binary.OperandType, typeof(bool), binary.Left, binary.Right),
        _ => new Unary(UnaryOperator.Not, condition.Type, condition),
    };

    /// <summary>`condition ? whenTrue : whenFalse`; of truths `condition &amp;&amp; whenTrue` and the like.</summary>
    public static Expression Choose(Expression condition, Expression whenTrue, Expression whenFalse, SpacedType type)
    {
        if (whenFalse is Literal { Integer: 0 } && IsTruth(whenTrue))
            return new Binary(BinaryOperator.BothTrue, typeof(bool), typeof(bool), condition, whenTrue);
        if (whenTrue is Literal { Integer: 1 } && IsTruth(whenFalse))
            return new Binary(BinaryOperator.EitherTrue, typeof(bool), typeof(bool), condition, whenFalse);
        if (whenTrue is Literal { Integer: 0 } && IsTruth(whenFalse))
            return new Binary(BinaryOperator.BothTrue, typeof(bool), typeof(bool), Negate(condition), whenFalse);
        return new Conditional(type, condition, whenTrue, whenFalse);
    }

    private static bool IsTruth(Expression value) => value.Type.Type == typeof(bool);

    /// <summary>The comparison that holds where this one does not; null for the order of floats, which NaN has no part in.</summary>
    private static BinaryOperator? Opposite(Binary binary)
    {
        bool isFloat = binary.OperandType == typeof(float) || binary.OperandType == typeof(double);
        return binary.Operation switch
        {
            BinaryOperator.Equal => BinaryOperator.NotEqual,
            BinaryOperator.NotEqual => BinaryOperator.Equal,
            BinaryOperator.Less when !isFloat => BinaryOperator.GreaterOrEqual,
            BinaryOperator.LessOrEqual when !isFloat => BinaryOperator.Greater,
            BinaryOperator.Greater when !isFloat => BinaryOperator.LessOrEqual,
            BinaryOperator.GreaterOrEqual when !isFloat => BinaryOperator.Less,
            _ => null,
        };
    }
}
