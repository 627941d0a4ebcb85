using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>
/// Reads one method: runs its IL block by block on a stack of expressions. An expression stays on the stack unevaluated until a statement could change its
/// value; only then does it become a temporary.
/// </summary>
internal sealed partial class MethodReader
{
    private readonly ProgramReader program;
    private readonly MethodBodyIl il;
    private readonly bool isConstructor;
    private readonly List<Variable> parameters = [];
    private readonly List<Variable> locals = [];
    private readonly SpacedType result;
    private readonly List<MemoryBlock> blocks = [];
    private Variable? constructed;
    private int temporaries;
    private bool usesDynamicMemory;
    private bool readsMemory;
    private bool writesMemory;

    // The block being read, and what lies on its stack.
    private BasicBlock current = new();
    private List<Expression> stack = [];
    private Instruction instruction;
    private Type? constrainedTo;

    public MethodReader(ProgramReader program, MethodBodyIl il, Type? receiver, Space parameterSpace)
    {
        this.program = program;
        this.il = il;
        isConstructor = il.Method.IsConstructor;
        DeclareParameters(receiver, parameterSpace);
        string[] names = LocalNames.Of(il.Method, il.LocalTypes.Count);
        for (int i = 0; i < names.Length; i++)
            locals.Add(new Variable(names[i], SpacedType.Unknown(Supported(il.LocalTypes[i]))));
        result = isConstructor ? constructed!.Type
            : il.Method is MethodInfo { ReturnType: var type } && type != typeof(void) ? SpacedType.Unknown(Supported(type))
            : SpacedType.Void;
    }

    /// <summary>The method that is read.</summary>
    public MethodBase Method => il.Method;

    /// <summary>Whether the method is ILGPU's, whose checks of arguments are for the simulator.</summary>
    public bool IsOwnCode => il.Method.Module == typeof(MethodReader).Module;

    public MethodReading Read()
    {
        IReadOnlyList<BasicBlock> code = ReadBlocks();
        return new MethodReading
        {
            Method = il.Method,
            Parameters = parameters,
            Result = result,
            Code = code,
            Blocks = blocks,
            UsesDynamicMemory = usesDynamicMemory,
            ReadsMemory = readsMemory,
            WritesMemory = writesMemory,
        };
    }

    /// <summary>The exception of something that OpenCL C cannot say.</summary>
    /// <param name="reason">The rest of the sentence `instruction … of method `.</param>
    internal NotSupportedException Refuse(string reason) =>
        new($"{MethodNames.Of(il.Method)} cannot be translated to OpenCL C: its instruction {instruction} {reason}.");

    /// <summary>A variable that holds the value of an expression from here on.</summary>
    internal Expression Keep(Expression value)
    {
        if (IsSimple(value))
            return value;
        var variable = new Variable(FormattableString.Invariant($"value{++temporaries}"), value.Type);
        current.Statements.Add(new Assignment(new VariableRead(variable), value));
        return new VariableRead(variable);
    }

    /// <summary>Whether an expression may be written twice: a variable, its field or address, a number.</summary>
    private static bool IsSimple(Expression value) => value switch
    {
        VariableRead or Literal or DefaultValue or BlockAddress => true,
        FieldRead field => IsSimple(field.Target),
        AddressOf { Place: VariableRead or FieldRead } address => IsSimple(address.Place),
        _ => false,
    };

    private void DeclareParameters(Type? receiver, Space space)
    {
        MethodBase method = il.Method;
        if (isConstructor)
            constructed = new Variable("made", SpacedType.Unknown(Supported(method.DeclaringType!)));
        else if (!method.IsStatic)
            parameters.Add(new Variable("self", SelfType(receiver ?? method.DeclaringType!)));
        foreach (ParameterInfo parameter in method.GetParameters())
            parameters.Add(new Variable(parameter.Name ?? FormattableString.Invariant($"parameter{parameter.Position}"), SpacedType.In(space, Supported(parameter.ParameterType))));
    }

    /// <summary>`this` of a structure is a reference; of the closure of a lambda that captures nothing an object that no one looks at.</summary>
    private static SpacedType SelfType(Type owner) =>
        owner.IsValueType ? SpacedType.Unknown(owner.MakeByRefType()) : new SpacedType(owner, []);

    /// <summary>The type, unless no variable of it can exist in OpenCL.</summary>
    private Type Supported(Type type)
    {
        Type innermost = type;
        while (innermost.IsByRef || innermost.IsPointer)
            innermost = innermost.GetElementType()!;
        if (!innermost.IsValueType)
            throw new NotSupportedException($"{MethodNames.Of(il.Method)} cannot be translated to OpenCL C: it has a variable of {MethodNames.Of(innermost)}, and kernels have no objects.");
        return type;
    }

    private void Push(Expression value) => stack.Add(value);

    private Expression Pop()
    {
        Expression value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private Expression[] Pop(int count)
    {
        Expression[] values = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    /// <summary>Makes two types one where views and references are concerned.</summary>
    private void Unify(SpacedType target, SpacedType source)
    {
        if (target.Spaces.Count != source.Spaces.Count)
            throw Refuse($"stores {MethodNames.Of(source.Type)} where {MethodNames.Of(target.Type)} is kept");
        for (int i = 0; i < target.Spaces.Count; i++)
        {
            if (!SpaceVariable.TryUnify(target.Spaces[i], source.Spaces[i]))
                throw Refuse($"mixes memory of the kinds {target.Spaces[i].Known} and {source.Spaces[i].Known} in one variable, and OpenCL C 1.2 has no pointer for both");
        }
    }

    /// <summary>Stores a value, after what is still to be evaluated has been evaluated if it depends on the place.</summary>
    private void Assign(Expression place, Expression value)
    {
        Unify(place.Type, value.Type);
        Variable? variable = RootOf(place);
        if (variable is null)
        {
            writesMemory = true;
            SettleStack(static value => DependsOnMemory(value));
        }
        else
        {
            SettleStack(value => DependsOn(value, variable) || (variable.IsExposed && DependsOnMemory(value)));
        }
        NoteEffects(value);
        NoteAddresses(value);
        current.Statements.Add(new Assignment(place, value));
    }

    /// <summary>Evaluates everything on the stack that a change would touch.</summary>
    private void SettleStack(Func<Expression, bool> isTouched)
    {
        for (int i = 0; i < stack.Count; i++)
        {
            if (isTouched(stack[i]))
            {
                NoteAddresses(stack[i]);
                var variable = new Variable(FormattableString.Invariant($"value{++temporaries}"), stack[i].Type);
                current.Statements.Add(new Assignment(new VariableRead(variable), stack[i]));
                stack[i] = new VariableRead(variable);
            }
        }
    }

    /// <summary>The variable that a place is or is part of; null for memory that others may see.</summary>
    private static Variable? RootOf(Expression place) => place switch
    {
        VariableRead read => read.Variable,
        FieldRead field => RootOf(field.Target),
        _ => null,
    };

    private static bool DependsOn(Expression value, Variable variable) => value switch
    {
        VariableRead read => read.Variable == variable,
        _ => value.Operands.Any(operand => DependsOn(operand, variable)),
    };

    private static bool DependsOnMemory(Expression value) => value is AddressOf address
        ? address.Place.Operands.Any(DependsOnMemory)
        : value.ReadsMemory || value.Operands.Any(DependsOnMemory);

    /// <summary>Records what evaluating an expression does to memory.</summary>
    private void NoteEffects(Expression value)
    {
        readsMemory |= DependsOnMemory(value);
    }

    /// <summary>Records variables whose address is kept or handed on.</summary>
    private static void NoteAddresses(Expression value)
    {
        if (value is AddressOf address && RootOf(address.Place) is { } variable)
            variable.IsExposed = true;
        foreach (Expression operand in value.Operands)
            NoteAddresses(operand);
    }
}
