using System.Globalization;
using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <content>What each instruction does to the stack.</content>
internal sealed partial class MethodReader
{
    private void Execute(Instruction step)
    {
        (string name, object? operand) = Canonical(step);
        if (IsOwnCode && name.StartsWith("conv.ovf.", StringComparison.Ordinal))
            name = $"conv.{name.Split('.')[2]}";
        switch (name)
        {
            case "nop" or "volatile." or "readonly." or "tail." or "break":
                return;
            case "constrained.":
                constrainedTo = il.TypeOf(step);
                return;
            case "ldc.i4" or "ldc.i8" or "ldc.r4" or "ldc.r8":
                Push(new Literal(operand!));
                return;
            case "ldarg":
                Push(Argument((int)operand!));
                return;
            case "ldarga":
                Push(new AddressOf(Argument((int)operand!)));
                return;
            case "starg":
                Assign(Argument((int)operand!), Pop());
                return;
            case "ldloc":
                Push(new VariableRead(locals[(int)operand!]));
                return;
            case "ldloca":
                Push(new AddressOf(new VariableRead(locals[(int)operand!])));
                return;
            case "stloc":
                SetLocal((int)operand!, Pop());
                return;
            case "dup":
                Push(Keep(Pop()));
                Push(stack[^1]);
                return;
            case "pop":
                Pop();
                return;
            case "call" or "callvirt":
                ReadCall(il.MethodOf(step));
                return;
            case "ldstr" or "ldtoken" when IsOwnCode:
                // What a check that is the simulator's alone would say.
                Push(new DefaultValue(new SpacedType(typeof(string), [])));
                return;
            case "newobj":
                ReadConstruction((ConstructorInfo)il.MethodOf(step));
                return;
            case "sizeof":
                Push(new Literal(Sizes.Of(il.TypeOf(step))));
                return;
            case "switch":
                ReadSwitch((int[])operand!, step.Next);
                return;
            default:
                if (!TryMemory(name, step) && !TryArithmetic(name) && !TryEnding(name, step))
                    throw Refuse(ReasonAgainst(name));
                return;
        }
    }

    /// <summary>The name without its short form and with the operand that it may hold: `ldloc.3` is (`ldloc`, 3).</summary>
    private static (string Name, object? Operand) Canonical(Instruction step)
    {
        string name = step.OpCode.Name!;
        if (name is "ldc.i4.m1")
            return ("ldc.i4", -1);
        if (name.EndsWith(".s", StringComparison.Ordinal))
            return (name[..^2], step.Operand);
        bool hasNumber = name.StartsWith("ldarg.", StringComparison.Ordinal) || name.StartsWith("ldloc.", StringComparison.Ordinal)
            || name.StartsWith("stloc.", StringComparison.Ordinal) || name.StartsWith("ldc.i4.", StringComparison.Ordinal);
        return hasNumber ? (name[..^2], int.Parse(name[^1..], CultureInfo.InvariantCulture)) : (name, step.Operand);
    }

    /// <summary>Sets a local. A temporary of the compiler that serves again and again, but never across blocks, is a new variable each time.</summary>
    private void SetLocal(int number, Expression value)
    {
        if (passingLocals.Contains(number))
            locals[number] = new Variable(locals[number].Name, SpacedType.Unknown(il.LocalTypes[number]));
        Assign(new VariableRead(locals[number]), value);
    }

    private Expression Argument(int number)
    {
        if (constructed is not null)
            return number == 0 ? new AddressOf(new VariableRead(constructed)) : new VariableRead(parameters[number - 1]);
        return new VariableRead(parameters[number]);
    }

    private bool TryMemory(string name, Instruction step)
    {
        switch (name)
        {
            case "ldfld":
                Push(FieldOf(Pop(), il.FieldOf(step)));
                return true;
            case "ldflda":
                Push(new AddressOf(FieldOf(Pop(), il.FieldOf(step))));
                return true;
            case "stfld":
                Expression value = Pop();
                Assign(FieldOf(Pop(), il.FieldOf(step)), value);
                return true;
            case "ldsfld":
                Push(StaticFields.Read(il.FieldOf(step)) ?? throw Refuse($"reads the static field {il.FieldOf(step).Name}, and kernels know constants only"));
                return true;
            case "initobj":
                Expression place = PlaceOf(Pop());
                Assign(place, new DefaultValue(SpacedType.Unknown(place.Type.Type)));
                return true;
            case "ldobj":
            case var load when load.StartsWith("ldind.", StringComparison.Ordinal):
                Push(Checked(PlaceOf(Pop()), name));
                return true;
            case "stobj":
            case var store when store.StartsWith("stind.", StringComparison.Ordinal):
                Expression stored = Pop();
                Assign(Checked(PlaceOf(Pop()), name), stored);
                return true;
            default:
                return false;
        }
    }

    private static FieldRead FieldOf(Expression target, FieldInfo field) => new(target.Kind == StackKind.Reference ? PlaceOf(target) : target, field);

    /// <summary>What a reference refers to.</summary>
    internal static Expression PlaceOf(Expression reference) => reference is AddressOf address ? address.Place : new Dereference(reference);

    /// <summary>The place, unless the instruction takes it for something of another size.</summary>
    private Expression Checked(Expression place, string name)
    {
        int? size = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..] switch
        {
            "i1" or "u1" => 1,
            "i2" or "u2" => 2,
            "i4" or "u4" or "r4" => 4,
            "i8" or "r8" or "i" => 8,
            _ => null,
        };
        if (size is not null && Sizes.Of(place.Type.Type) != size)
            throw Refuse($"takes {MethodNames.Of(place.Type.Type)} for something of another size");
        return place;
    }

    private bool TryEnding(string name, Instruction step)
    {
        switch (name)
        {
            case "br":
                End(new Jump(blocksByOffset[step.Targets[0]]));
                return true;
            case "ret":
                End(new Return(constructed is not null ? new VariableRead(constructed) : result.Kind == StackKind.Void ? null : Returned(Pop())));
                return true;
            case "brtrue":
                Fork(Truth.Of(Condition(Pop())), step);
                return true;
            case "brfalse":
                Fork(Truth.Negate(Truth.Of(Condition(Pop()))), step);
                return true;
            default:
                if (!name.StartsWith('b') || !TryCompare(name[1..], out Expression? comparison))
                    return false;
                Fork(comparison, step);
                return true;
        }
    }

    private Expression Condition(Expression value) =>
        value.Kind is StackKind.Reference or StackKind.Structure or StackKind.Object ? throw Refuse("asks whether something that is no number is null") : value;

    private Expression Returned(Expression value)
    {
        Unify(result, value.Type);
        return value;
    }

    private void Fork(Expression condition, Instruction step)
    {
        BasicBlock target = blocksByOffset[step.Targets[0]];
        BasicBlock next = blocksByOffset[step.Next];
        End(condition is Literal { Integer: { } known } ? new Jump(known != 0 ? target : next)
            : target == next ? new Jump(next)
            : new Branch(condition, target, next));
    }

    /// <summary>A switch as a chain of conditions.</summary>
    private void ReadSwitch(int[] targets, int next)
    {
        Expression value = Keep(As(typeof(uint), Pop()));
        for (uint i = 0; i < targets.Length; i++)
        {
            BasicBlock otherwise = i + 1 < targets.Length ? new BasicBlock() : blocksByOffset[next];
            Expression isCase = new Binary(BinaryOperator.Equal, typeof(uint), typeof(bool), value, new Literal(i));
            End(blocksByOffset[targets[i]] == otherwise ? new Jump(otherwise) : new Branch(isCase, blocksByOffset[targets[i]], otherwise));
            if (i + 1 < targets.Length)
            {
                finished.Add(current);
                current = otherwise;
            }
        }
    }

    private static string ReasonAgainst(string name) => name switch
    {
        "newarr" => "allocates an array, which kernels cannot",
        "ldelem" or "stelem" or "ldelema" or "ldlen" or "ldelem.r4" or "ldelem.i4" => "reads an array; kernels take ArrayView",
        "ldstr" => "reads a string, which kernels do not have",
        "throw" or "rethrow" => "throws an exception, which OpenCL does not have",
        "box" or "unbox" or "unbox.any" or "isinst" or "castclass" => "needs an object, and kernels have none",
        "ldftn" or "ldvirtftn" or "calli" => "makes a delegate or calls one, which OpenCL cannot",
        "ldtoken" => "asks for a type at run time",
        "stsfld" or "ldsflda" => "writes a static field, and kernels share nothing but buffers",
        "localloc" => "allocates on the stack; kernels use LocalMemory",
        _ when name.Contains(".ovf", StringComparison.Ordinal) => "checks for overflow, which ends in an exception, which OpenCL does not have",
        _ => "has no counterpart in OpenCL C",
    };
}
