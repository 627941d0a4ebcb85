using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>The IL of one closed method: its instructions, and what their tokens stand for under the method's generic arguments.</summary>
internal sealed class MethodBodyIl
{
    private readonly Type[] typeArguments;
    private readonly Type[] methodArguments;

    private MethodBodyIl(MethodBase method, MethodBody body)
    {
        Method = method;
        Instructions = InstructionDecoder.Decode(body.GetILAsByteArray() ?? []);
        LocalTypes = [.. body.LocalVariables.OrderBy(local => local.LocalIndex).Select(local => local.LocalType)];
        typeArguments = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : [];
        methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
    }

    public MethodBase Method { get; }

    public IReadOnlyList<Instruction> Instructions { get; }

    public IReadOnlyList<Type> LocalTypes { get; }

    /// <summary>The body of a method.</summary>
    /// <exception cref="NotSupportedException">It has none, or one with try blocks.</exception>
    public static MethodBodyIl Of(MethodBase method)
    {
        MethodBody body = method.GetMethodBody()
            ?? throw new NotSupportedException($"{MethodNames.Of(method)} cannot be translated to OpenCL C: it has no body in IL.");
        if (body.ExceptionHandlingClauses.Count > 0)
            throw new NotSupportedException($"{MethodNames.Of(method)} cannot be translated to OpenCL C: it has a try block, and OpenCL has no exceptions.");
        return new MethodBodyIl(method, body);
    }

    public MethodBase MethodOf(Instruction instruction) => Method.Module.ResolveMethod((int)instruction.Operand!, typeArguments, methodArguments)!;

    public FieldInfo FieldOf(Instruction instruction) => Method.Module.ResolveField((int)instruction.Operand!, typeArguments, methodArguments)!;

    public Type TypeOf(Instruction instruction) => Method.Module.ResolveType((int)instruction.Operand!, typeArguments, methodArguments);
}
