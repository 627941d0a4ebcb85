using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <content>Calls and constructions.</content>
internal sealed partial class MethodReader
{
    private void ReadCall(MethodBase method)
    {
        Expression[] arguments = Pop(method.GetParameters().Length + (method.IsStatic ? 0 : 1));
        Type? receiver = constrainedTo;
        constrainedTo = null;
        // Inside of a default member, `this` is the structure that it was called on.
        if (receiver is null && method is { IsStatic: false, DeclaringType.IsInterface: true } && arguments[0].Kind == StackKind.Reference)
            receiver = arguments[0].Type.Type.GetElementType();
        if (receiver is not null || method.DeclaringType is { IsInterface: true })
        {
            method = Implementations.Find((MethodInfo)method, receiver)
                ?? throw Refuse($"calls {MethodNames.Of(method)}, which is not known before the kernel runs");
        }
        if (method is { IsStatic: false, DeclaringType.IsInterface: true })
            InvokeDefaultMember(method, receiver!, arguments);
        else
            Invoke(method, arguments);
    }

    /// <summary>Pushes what a method returns, or lets it have its effect.</summary>
    private void Invoke(MethodBase method, Expression[] arguments)
    {
        if (method.IsConstructor)
        {
            // `x = new T(…)`, which C# writes as a call on the place of x.
            Assign(PlaceOf(arguments[0]), Construct((ConstructorInfo)method, arguments[1..]));
            return;
        }
        if (Intrinsics.Find(method) is { } intrinsic)
        {
            Deliver(intrinsic(new IntrinsicCall(this, (MethodInfo)method, arguments)));
            return;
        }
        if (Substitutes.Find((MethodInfo)method) is { } substitute)
            method = substitute;
        if (!method.IsStatic && method.DeclaringType is { IsValueType: false })
            throw Refuse($"calls {MethodNames.Of(method)} on an object, and kernels have none");
        MethodReading callee = program.Read(method);
        Deliver(AsField(callee, arguments) ?? AsConstant(callee) ?? MakeCall(callee, arguments));
    }

    /// <summary>A default member of an interface works on a copy of the structure, as .NET boxes it.</summary>
    private void InvokeDefaultMember(MethodBase method, Type receiver, Expression[] arguments)
    {
        Expression place = PlaceOf(arguments[0]);
        var copy = new Variable(FormattableString.Invariant($"copy{++temporaries}"), SpacedType.Unknown(receiver));
        Assign(new VariableRead(copy), place);
        arguments[0] = new AddressOf(new VariableRead(copy));
        Deliver(MakeCall(program.Read(method, receiver), arguments));
    }

    private void ReadConstruction(ConstructorInfo constructor)
    {
        if (!constructor.DeclaringType!.IsValueType)
            throw Refuse($"makes an object of type {MethodNames.Of(constructor.DeclaringType)}, and kernels have none");
        Push(Construct(constructor, Pop(constructor.GetParameters().Length)));
    }

    private Expression Construct(ConstructorInfo constructor, Expression[] arguments)
    {
        MethodReading callee = program.Read(constructor);
        return (Expression?)AsLiteral(callee, arguments) ?? MakeCall(callee, arguments);
    }

    private Call MakeCall(MethodReading callee, Expression[] arguments)
    {
        // Each call may use other spaces: the ones that the method leaves open are new here.
        Dictionary<SpaceVariable, SpaceVariable> fresh = [];
        List<SpaceVariable> spaces = [];
        foreach (SpaceVariable space in callee.SignatureSpaces)
        {
            SpaceVariable root = space.Root;
            if (!fresh.TryGetValue(root, out SpaceVariable? own))
                fresh.Add(root, own = new SpaceVariable(root.Known));
            spaces.Add(own);
        }
        int position = 0;
        for (int i = 0; i < arguments.Length; i++)
        {
            Type type = callee.Parameters[i].Type.Type;
            int count = callee.Parameters[i].Type.Spaces.Count;
            Unify(new SpacedType(type, spaces.GetRange(position, count)), arguments[i].Type);
            position += count;
        }
        SpacedType returned = new(callee.Result.Type, spaces[position..]);
        var call = new Call(callee, returned, spaces, arguments, [.. callee.Blocks.Select(block => block.ForCaller())]);
        blocks.AddRange(call.Blocks);
        usesDynamicMemory |= callee.UsesDynamicMemory;
        // Who writes through an address, or returns it, makes a variable memory that others see.
        if (callee.WritesMemory || returned.Spaces.Count > 0)
        {
            foreach (Expression argument in arguments)
                NoteAddresses(argument);
        }
        return call;
    }

    /// <summary>A property that only reads a field, as that field.</summary>
    private static Expression? AsField(MethodReading callee, Expression[] arguments)
    {
        if (callee.Code is not [{ Statements: [], Ending: Return { Value: FieldRead value } }] || callee.Parameters.Count != 1)
            return null;
        return Substitute(value, callee.Parameters[0], arguments[0]);
    }

    private static Expression? Substitute(Expression value, Variable self, Expression argument) => value switch
    {
        FieldRead field when Substitute(field.Target, self, argument) is { } target => new FieldRead(target, field.Field),
        Dereference { Reference: VariableRead read } when read.Variable == self => PlaceOf(argument),
        VariableRead read when read.Variable == self => argument,
        _ => null,
    };

    /// <summary>A property that is a constant, as that constant: what depends on it is decided here and now.</summary>
    private static Expression? AsConstant(MethodReading callee) =>
        callee.Code is [{ Statements: [], Ending: Return { Value: Literal literal } }] ? As(ResultType(callee), literal) : null;

    private static Type ResultType(MethodReading callee) => StackKinds.Primitive(callee.Result.Type);

    /// <summary>A constructor that only stores its parameters, one in each field, as the structure's literal.</summary>
    private static StructureLiteral? AsLiteral(MethodReading callee, Expression[] arguments)
    {
        FieldInfo[] fields = SpacedType.FieldsOf(callee.Result.Type);
        if (callee.Code is not [{ Ending: Return } block] || block.Statements.Count != fields.Length || fields.Length == 0)
            return null;
        Expression?[] values = new Expression?[fields.Length];
        HashSet<Variable> used = [];
        foreach (Statement statement in block.Statements)
        {
            if (statement is not Assignment { Place: FieldRead { Target: VariableRead } place, Value: VariableRead read } || !used.Add(read.Variable))
                return null;
            int parameter = callee.Parameters.Index().First(entry => entry.Item == read.Variable).Index;
            values[Array.FindIndex(fields, field => IsSame(field, place.Field))] = arguments[parameter];
        }
        if (values.Any(value => value is null))
            return null;
        // A float in the place of an int cannot be: IL has converted it. An int in the place of a byte C converts.
        return new StructureLiteral(new SpacedType(callee.Result.Type, [.. values.SelectMany(value => value!.Type.Spaces)]), values!);
    }

    private static bool IsSame(FieldInfo first, FieldInfo second) => string.Equals(first.Name, second.Name, StringComparison.Ordinal);

    /// <summary>Pushes a value that stays as it is until it is needed, or evaluates a call that changes memory at once.</summary>
    private void Deliver(Expression? value)
    {
        if (value is null)
            return;
        MemoryEffect effect = value switch
        {
            Call { Method.WritesMemory: true } => MemoryEffect.Writes,
            DeviceCall device => device.Effect,
            HalvesStore => MemoryEffect.Writes,
            _ => MemoryEffect.None,
        };
        if (effect != MemoryEffect.Writes)
        {
            if (value.Kind != StackKind.Void)
                Push(value);
            return;
        }
        writesMemory = true;
        SettleStack(DependsOnMemory);
        NoteEffects(value);
        NoteAddresses(value);
        if (value.Kind == StackKind.Void)
        {
            current.Statements.Add(new Evaluation(value));
        }
        else
        {
            var variable = new Variable(FormattableString.Invariant($"value{++temporaries}"), value.Type);
            current.Statements.Add(new Assignment(new VariableRead(variable), value));
            Push(new VariableRead(variable));
        }
    }

    /// <summary>Memory of fixed size, as the reference of its first element.</summary>
    internal BlockAddress Reserve(Space space, Type elementType, int length)
    {
        var block = new MemoryBlock(space, elementType, length);
        blocks.Add(block);
        return new BlockAddress(block);
    }

    internal void UseDynamicMemory() => usesDynamicMemory = true;
}
