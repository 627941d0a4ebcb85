using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>Calls of methods that are one expression of numbers, as that expression.</summary>
internal static class Inlining
{
    /// <summary>What the call returns in terms of its arguments; null where the method is more than that or an argument would be calculated twice.</summary>
    public static Expression? TryInline(Call call)
    {
        if (call.Method.Code is not [{ Statements: [], Ending: Return { Value: { } value } }] || call.Type.Spaces.Count > 0)
            return null;
        if (!call.Operands.All(operand => operand is Literal or VariableRead or FieldRead { Target: VariableRead }))
            return null;
        Dictionary<Variable, Expression> arguments = [];
        for (int i = 0; i < call.Operands.Count; i++)
            arguments.Add(call.Method.Parameters[i], call.Operands[i]);
        return IsOfNumbers(value) ? Rewriting.Replace(value, arguments.GetValueOrDefault) : null;
    }

    private static bool IsOfNumbers(Expression value) => value
        is Literal or VariableRead or Unary or Binary or Conversion or Conditional or DeviceCall { Effect: MemoryEffect.None }
        && value.Operands.All(IsOfNumbers);
}
