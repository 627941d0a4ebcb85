using System.Collections.Frozen;
using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <content>8 floats that are calculated alike are calculated as one vector.</content>
internal sealed partial class ExpressionWriter
{
    private static readonly FrozenSet<string> VectorFunctions = FrozenSet.ToFrozenSet(
        ["fabs", "sqrt", "fma", "floor", "ceil", "trunc", "rint", "copysign", "exp", "log", "fmod"], StringComparer.Ordinal);

    /// <summary>The lanes as one expression; null where they differ in more than their lane.</summary>
    private Text? VectorOf(IReadOnlyList<Expression> lanes)
    {
        if (lanes.All(lane => IsSame(lane, lanes[0])))
            return $"(float8)({Write(lanes[0])})";
        return lanes[0] switch
        {
            FieldRead => WholeVector(lanes),
            Unary { Operation: UnaryOperator.Negate } when Operand(lanes, 0, VectorOf) is { } operand => new Text($"-{Enclosed(operand)}", Precedence.Unary),
            Binary { Type.Type: var type } binary when type == typeof(float) => Combined(lanes, binary.Operation, VectorOf),
            DeviceCall call when VectorFunctions.Contains(call.Function) => Applied(lanes, call.Function, VectorOf),
            Conditional => Selected(lanes),
            Call when lanes.All(lane => lane is Call call && call.Method == ((Call)lanes[0]).Method) => Inlined(lanes),
            _ => null,
        };
    }

    /// <summary>The condition of all lanes as one vector of integers, all bits set where it holds.</summary>
    private Text? MaskOf(IReadOnlyList<Expression> lanes)
    {
        switch (lanes[0])
        {
            case Unary { Operation: UnaryOperator.Not } when Operand(lanes, 0, MaskOf) is { } operand:
                return new Text($"~{Enclosed(operand)}", Precedence.Unary);
            case Binary { Operation: BinaryOperator.BothTrue }:
                return Combined(lanes, BinaryOperator.And, MaskOf, BinaryOperator.BothTrue);
            case Binary { Operation: BinaryOperator.EitherTrue }:
                return Combined(lanes, BinaryOperator.Or, MaskOf, BinaryOperator.EitherTrue);
            case Binary { Operation: BinaryOperator.NotEqual, Left: DeviceCall { Function: "isnan" or "isinf" or "isfinite" } call, Right: Literal { Integer: 0 } }
                when Operand(lanes, 0, calls => Applied(calls, call.Function, VectorOf)) is { } classified:
                return classified;
            case Binary { OperandType: var type } comparison when type == typeof(float):
                return Combined(lanes, comparison.Operation, VectorOf);
            case Binary { OperandType: var type } comparison when type == typeof(int):
                return Combined(lanes, comparison.Operation, IntegersOf);
            default:
                return null;
        }
    }

    private Text? IntegersOf(IReadOnlyList<Expression> lanes)
    {
        if (lanes.All(lane => IsSame(lane, lanes[0])) && !IsUnsignedInC(lanes[0]))
            return $"(int8)({Write(lanes[0])})";
        if (!lanes.All(lane => lane is Literal { Value: int }))
            return null;
        return $"(int8)({ListOf(lanes)})";
    }

    /// <summary>`v.s0, v.s1, …` is v.</summary>
    private Text? WholeVector(IReadOnlyList<Expression> lanes)
    {
        Expression vector = ((FieldRead)lanes[0]).Target;
        if (!TypeWriter.IsVector(vector.Type.Type))
            return null;
        System.Reflection.FieldInfo[] fields = SpacedType.FieldsOf(vector.Type.Type);
        for (int i = 0; i < lanes.Count; i++)
        {
            if (lanes[i] is not FieldRead lane || !string.Equals(lane.Field.Name, fields[i].Name, StringComparison.Ordinal) || !IsSame(lane.Target, vector))
                return null;
        }
        return TextOf(vector);
    }

    private static Text? Operand(IReadOnlyList<Expression> lanes, int index, Func<IReadOnlyList<Expression>, Text?> vector)
    {
        bool alike = lanes.All(lane => lane.GetType() == lanes[0].GetType() && lane.Operands.Count == lanes[0].Operands.Count)
            && lanes.All(lane => lane is not Unary unary || unary.Operation == ((Unary)lanes[0]).Operation);
        return alike ? vector([.. lanes.Select(lane => lane.Operands[index])]) : null;
    }

    private static Text? Combined(
        IReadOnlyList<Expression> lanes, BinaryOperator operation, Func<IReadOnlyList<Expression>, Text?> vector, BinaryOperator? inLanes = null)
    {
        if (!lanes.All(lane => lane is Binary binary && binary.Operation == (inLanes ?? operation)))
            return null;
        if (Operand(lanes, 0, vector) is not { } left || Operand(lanes, 1, vector) is not { } right)
            return null;
        (string sign, Precedence precedence) = Sign(operation);
        bool isBitwise = precedence is Precedence.And or Precedence.Or;
        string first = isBitwise || left.Precedence < precedence ? Enclosed(left) : left.Code;
        string second = isBitwise || right.Precedence <= precedence ? Enclosed(right) : right.Code;
        return new Text($"{first} {sign} {second}", precedence);
    }

    private static Text? Applied(IReadOnlyList<Expression> lanes, string function, Func<IReadOnlyList<Expression>, Text?> vector)
    {
        if (!lanes.All(lane => lane is DeviceCall call && string.Equals(call.Function, function, StringComparison.Ordinal)))
            return null;
        List<string> arguments = [];
        for (int i = 0; i < lanes[0].Operands.Count; i++)
        {
            if (Operand(lanes, i, vector) is not { } argument)
                return null;
            arguments.Add(argument.Code);
        }
        return $"{function}({string.Join(", ", arguments)})";
    }

    /// <summary>Both values are calculated, which does no harm: expressions change nothing.</summary>
    private Text? Selected(IReadOnlyList<Expression> lanes)
    {
        if (Operand(lanes, 0, MaskOf) is not { } mask || Operand(lanes, 1, VectorOf) is not { } whenTrue || Operand(lanes, 2, VectorOf) is not { } whenFalse)
            return null;
        return $"select({whenFalse.Code}, {whenTrue.Code}, {mask.Code})";
    }

    private Text? Inlined(IReadOnlyList<Expression> lanes)
    {
        Expression?[] inlined = [.. lanes.Select(lane => Inlining.TryInline((Call)lane))];
        return inlined.All(lane => lane is not null) ? VectorOf(inlined!) : null;
    }

    private static string Enclosed(Text text) => text.Precedence < Precedence.Primary ? $"({text.Code})" : text.Code;

    /// <summary>Whether two expressions are the same number or part of the same variable.</summary>
    private static bool IsSame(Expression first, Expression second) => (first, second) switch
    {
        (Literal one, Literal other) => one.Value.Equals(other.Value),
        (VariableRead one, VariableRead other) => one.Variable == other.Variable,
        (FieldRead one, FieldRead other) => string.Equals(one.Field.Name, other.Field.Name, StringComparison.Ordinal) && IsSame(one.Target, other.Target),
        (Dereference one, Dereference other) => IsSame(one.Reference, other.Reference),
        _ => false,
    };
}
