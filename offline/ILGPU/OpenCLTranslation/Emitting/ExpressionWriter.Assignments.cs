using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <content>Assignments.</content>
internal sealed partial class ExpressionWriter
{
    /// <summary>`x = value`, and `x += value` for `x = x + value`.</summary>
    public string Write(Assignment assignment) => assignment.Place is VariableRead place && assignment.Value is Binary binary && IsUpdate(place.Variable, binary)
        ? $"{nameOf(place.Variable)} {Sign(binary.Operation).Sign}= {WithSign(binary.Right, binary.OperandType, Precedence.Conditional, converts: true).Code}"
        : $"{Write(assignment.Place)} = {Write(assignment.Value)}";

    /// <summary>How a loop goes on: `i++` where its condition rules out that a number wraps, which the type in C does not define.</summary>
    public string WriteStep(Assignment step, Expression condition, IEnumerable<Node> body)
    {
        bool isCount = step is { Place: VariableRead { Variable.IsExposed: false } place, Value: Binary { Operation: BinaryOperator.Add, Right: Literal { Integer: 1 } } sum }
            && IsUpdate(place.Variable, sum)
            && condition is Binary { Operation: BinaryOperator.Less, Left: VariableRead compared } less && compared.Variable == place.Variable
            && StackKinds.Primitive(place.Variable.Type.Type) == less.OperandType
            && !Uses.Changes(body, place.Variable);
        return isCount ? $"{Write(step.Place)}++" : Write(step);
    }

    /// <summary>Whether `variable = binary` is `variable op= …` in C too: sums, products and bits are the same with a sign and without.</summary>
    private static bool IsUpdate(Variable variable, Binary binary)
    {
        Type type = StackKinds.Primitive(variable.Type.Type);
        bool isArithmetic = binary.Operation is BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Xor;
        bool isOther = binary.Operation is BinaryOperator.Divide or BinaryOperator.Remainder or BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight;
        return binary.Left is VariableRead left && left.Variable == variable
            && ((isArithmetic && StackKinds.Of(type) == StackKinds.Of(binary.OperandType) && Sizes.Of(type) == Sizes.Of(binary.OperandType))
                || ((isArithmetic || isOther) && type == binary.OperandType));
    }
}
