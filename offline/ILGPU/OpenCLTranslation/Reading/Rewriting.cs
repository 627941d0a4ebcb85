namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>Expressions with other operands.</summary>
internal static class Rewriting
{
    /// <summary>The same expression on other operands of the same types.</summary>
    public static Expression With(Expression expression, IReadOnlyList<Expression> operands) => expression switch
    {
        FieldRead field => new FieldRead(operands[0], field.Field),
        Dereference => new Dereference(operands[0]),
        ViewElement => new ViewElement(operands[0], operands[1]),
        ViewLength => new ViewLength(operands[0]),
        ViewLiteral view => new ViewLiteral(view.Type, operands[0], operands[1]),
        AddressOf => new AddressOf(operands[0]),
        Unary unary => new Unary(unary.Operation, unary.Type, operands[0]),
        Binary binary => new Binary(binary.Operation, binary.OperandType, binary.Type.Type, operands[0], operands[1]),
        Conversion conversion => new Conversion(conversion.Type.Type, operands[0]),
        Conditional conditional => new Conditional(conditional.Type, operands[0], operands[1], operands[2]),
        StructureLiteral structure => new StructureLiteral(structure.Type, operands),
        Call call => call.With(operands),
        DeviceCall call => new DeviceCall(call.Function, call.Type, operands, call.Effect),
        HalvesLoad load => new HalvesLoad(load.Type, operands[0], operands[1]),
        HalvesStore => new HalvesStore(operands[0], operands[1], operands[2]),
        _ => expression,
    };

    /// <summary>The expression with every read of some variables replaced; itself where it reads none of them.</summary>
    public static Expression Replace(Expression expression, Func<Variable, Expression?> replacement)
    {
        if (expression is VariableRead read)
            return replacement(read.Variable) ?? read;
        if (expression.Operands.Count == 0)
            return expression;
        Expression[] operands = [.. expression.Operands.Select(operand => Replace(operand, replacement))];
        return operands.SequenceEqual(expression.Operands) ? expression : With(expression, operands);
    }
}
