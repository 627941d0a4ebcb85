using System.Reflection;

namespace ILGPU.Runtime.OpenCL.Translation.Reading;

/// <summary>A value or a place of memory. Expressions change nothing, so they may be moved up to the next statement that does.</summary>
internal abstract class Expression(SpacedType type, params IReadOnlyList<Expression> operands)
{
    public SpacedType Type => type;

    public IReadOnlyList<Expression> Operands => operands;

    public StackKind Kind => type.Kind;

    /// <summary>Whether it says where a value lies, so that it can be assigned to.</summary>
    public virtual bool IsPlace => false;

    /// <summary>Whether its value depends on what lies in memory, its operands apart.</summary>
    public virtual bool ReadsMemory => false;
}

/// <summary>A number: int, uint, long, ulong, float, double or bool.</summary>
internal sealed class Literal(object value) : Expression(new SpacedType(value.GetType(), []))
{
    public object Value => value;

    /// <summary>The integer, or null for a number of another kind.</summary>
    public long? Integer => value switch
    {
        int number => number,
        uint number => number,
        long number => number,
        ulong number => unchecked((long)number),
        bool truth => truth ? 1 : 0,
        _ => null,
    };
}

/// <summary>All bits zero.</summary>
internal sealed class DefaultValue(SpacedType type) : Expression(type);

internal sealed class VariableRead(Variable variable) : Expression(variable.Type)
{
    public Variable Variable => variable;

    public override bool IsPlace => true;

    public override bool ReadsMemory => variable.IsExposed;
}

internal sealed class FieldRead(Expression target, FieldInfo field) : Expression(target.Type.FieldType(field), target)
{
    public Expression Target => target;

    public FieldInfo Field => @field;

    public override bool IsPlace => target.IsPlace;
}

/// <summary>What a reference refers to.</summary>
internal sealed class Dereference(Expression reference) : Expression(reference.Type.Referent(), reference)
{
    public Expression Reference => reference;

    public override bool IsPlace => true;

    public override bool ReadsMemory => true;
}

internal sealed class ViewElement(Expression view, Expression index) : Expression(new SpacedType(view.Type.Type.GetGenericArguments()[0], []), view, index)
{
    public Expression View => view;

    public Expression Index => index;

    public override bool IsPlace => true;

    public override bool ReadsMemory => true;
}

internal sealed class ViewLength(Expression view) : Expression(new SpacedType(typeof(long), []), view)
{
    public Expression View => view;
}

/// <summary>A view that starts somewhere in the memory of another one.</summary>
/// <param name="type">The view's type, with the space of the first element.</param>
/// <param name="first">The reference of the first element; its type is that of another element for a cast.</param>
/// <param name="length">Elements of the new view.</param>
internal sealed class ViewLiteral(SpacedType type, Expression first, Expression length) : Expression(type, first, length)
{
    public Expression First => first;

    public Expression Length => length;
}

internal sealed class AddressOf(Expression place) : Expression(place.Type.Reference(SpaceOf(place)), place)
{
    public Expression Place => place;

    private static SpaceVariable SpaceOf(Expression place) => place switch
    {
        FieldRead field => SpaceOf(field.Target),
        Dereference dereference => dereference.Reference.Type.Spaces[0],
        ViewElement element => element.View.Type.Spaces[0],
        _ => new SpaceVariable(Space.Private),
    };
}

internal enum UnaryOperator
{
    Negate,
    Complement,
    Not,
}

internal sealed class Unary(UnaryOperator operation, SpacedType type, Expression operand) : Expression(type, operand)
{
    public UnaryOperator Operation => operation;

    public Expression Operand => operand;
}

internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    BothTrue,
    EitherTrue,
}

/// <summary>An operation on two numbers.</summary>
/// <param name="operation">What is done.</param>
/// <param name="operandType">The primitive that both operands are taken as, which says whether integers have a sign.</param>
/// <param name="resultType">bool for comparisons, else the type of the operands.</param>
/// <param name="left">The first operand.</param>
/// <param name="right">The second operand.</param>
internal sealed class Binary(BinaryOperator operation, Type operandType, Type resultType, Expression left, Expression right)
    : Expression(new SpacedType(resultType, []), left, right)
{
    public BinaryOperator Operation => operation;

    public Type OperandType => operandType;

    public Expression Left => left;

    public Expression Right => right;
}

/// <summary>A number as another primitive; floats become integers as .NET does it: NaN is 0, what does not fit is the nearest that does.</summary>
internal sealed class Conversion(Type target, Expression operand) : Expression(new SpacedType(target, []), operand)
{
    public Expression Operand => operand;
}

internal sealed class Conditional(SpacedType type, Expression condition, Expression whenTrue, Expression whenFalse)
    : Expression(type, condition, whenTrue, whenFalse)
{
    public Expression Condition => condition;

    public Expression WhenTrue => whenTrue;

    public Expression WhenFalse => whenFalse;
}

/// <summary>A structure from the values of its fields, in their order.</summary>
internal sealed class StructureLiteral(SpacedType type, IReadOnlyList<Expression> fields) : Expression(type, fields);

/// <summary>A call of a translated method.</summary>
/// <param name="method">The method.</param>
/// <param name="type">Its result, in terms of the caller's spaces.</param>
/// <param name="spaces">The caller's space for each of <see cref="MethodReading.SignatureSpaces"/>.</param>
/// <param name="arguments">The arguments.</param>
/// <param name="blocks">The blocks of memory that this call needs: a set for each place in the code.</param>
internal sealed class Call(
    MethodReading method, SpacedType type, IReadOnlyList<SpaceVariable> spaces, IReadOnlyList<Expression> arguments, IReadOnlyList<MemoryBlock> blocks)
    : Expression(type, arguments)
{
    public MethodReading Method => method;

    public IReadOnlyList<SpaceVariable> SignatureSpaces => spaces;

    public override bool ReadsMemory => method.ReadsMemory;

    public IReadOnlyList<MemoryBlock> Blocks => blocks;

    public Call With(IReadOnlyList<Expression> operands) => new(method, Type, spaces, operands, blocks);
}

/// <summary>A call of a function of OpenCL C or of one of our own helpers in it.</summary>
/// <param name="function">Its name.</param>
/// <param name="type">Its result.</param>
/// <param name="arguments">The arguments.</param>
/// <param name="effect">What it does with memory.</param>
internal sealed class DeviceCall(string function, SpacedType type, IReadOnlyList<Expression> arguments, MemoryEffect effect = MemoryEffect.None)
    : Expression(type, arguments)
{
    public string Function => function;

    public MemoryEffect Effect => effect;

    public override bool ReadsMemory => effect != MemoryEffect.None;
}

internal enum MemoryEffect
{
    None,
    Reads,
    Writes,
}

/// <summary>The address of memory that a kernel reserves, shared or of each thread, as the reference of its first element.</summary>
internal sealed class BlockAddress(MemoryBlock block) : Expression(new SpacedType(block.ElementType, []).Reference(new SpaceVariable(block.Space)))
{
    public MemoryBlock Block => block;
}

/// <summary>The dynamic shared memory of the launch as a view.</summary>
internal sealed class DynamicMemory(Type viewType) : Expression(new SpacedType(viewType, [new SpaceVariable(Space.Local)]));

/// <summary>8 halves of a view, or one, widened.</summary>
internal sealed class HalvesLoad(SpacedType type, Expression view, Expression index) : Expression(type, view, index)
{
    public override bool ReadsMemory => true;
}

/// <summary>8 floats, or one, narrowed to halves of a view, to nearest even.</summary>
internal sealed class HalvesStore(Expression view, Expression index, Expression value) : Expression(SpacedType.Void, view, index, value)
{
    public override bool ReadsMemory => true;
}

/// <summary>A name that OpenCL C defines.</summary>
internal sealed class DeviceConstant(string name) : Expression(new SpacedType(typeof(uint), []))
{
    public string Name => name;
}
