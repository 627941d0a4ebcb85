using System.Reflection;
using System.Text;
using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>The kernel function: takes the launch's values one by one, puts the method's parameters together and calls its function.</summary>
internal sealed class KernelWriter
{
    private const int LongLine = 100;

    private readonly ProgramWriter program = new();
    private readonly MethodReading reading;
    private readonly Type? implicitIndex;
    private readonly List<KernelArgument> arguments = [];
    private readonly List<string> parameters = [];
    private readonly Identifiers names;
    private readonly StringBuilder body = new();

    private KernelWriter(MethodReading reading, Type? implicitIndex)
    {
        this.reading = reading;
        this.implicitIndex = implicitIndex;
        names = new Identifiers(program.Names);
    }

    public static TranslatedKernel Write(MethodReading reading, Type? implicitIndex) => new KernelWriter(reading, implicitIndex).Write();

    private TranslatedKernel Write()
    {
        string function = program.FunctionName(reading, [.. reading.SignatureSpaces.Select(_ => Space.Global)]);
        string entry = program.Names.Take($"kernel_{function}");
        List<string> values = [];
        int number = 0;
        foreach (Variable parameter in reading.Parameters)
        {
            if (parameter.Type.Kind == StackKind.Object)
            {
                values.Add("0");
                continue;
            }
            values.Add(number == 0 && implicitIndex is not null ? Index(parameter) : Value(number, [], parameter.Type.Type, parameter.Name));
            number++;
        }
        foreach (MemoryBlock block in reading.Blocks)
        {
            string name = names.Take(block.Space == Space.Local ? "shared" : "scratch");
            string element = program.Types.Stored(block.ElementType, []);
            Line(FormattableString.Invariant($"{TypeWriter.Keyword(block.Space)}{element} {name}[{block.Length}];"));
            values.Add(name);
        }
        if (reading.UsesDynamicMemory)
        {
            parameters.AddRange(["long dynamicSharedBytes", "__local uchar *dynamicShared"]);
            values.AddRange(["dynamicShared", "dynamicSharedBytes"]);
        }
        Line($"{function}({Listed(values, 1)});");
        string kernel = $"__kernel void {entry}({Listed(parameters, 0)})\n{{\n{body}}}\n";
        return new TranslatedKernel(program.Assemble(kernel), entry, arguments, reading.UsesDynamicMemory);
    }

    /// <summary>A parameter, or a part of one, from arguments of the kernel.</summary>
    private string Value(int parameter, IReadOnlyList<FieldInfo> path, Type type, string name)
    {
        if (SpacedType.IsView(type))
        {
            Type element = type.GetGenericArguments()[0];
            string own = names.Take(name);
            string offset = names.Take($"{name}_offset");
            string length = names.Take($"{name}_length");
            parameters.AddRange([$"__global {program.Types.Stored(element, [])} *{own}", $"long {offset}", $"long {length}"]);
            arguments.Add(new KernelArgument(parameter, path, type, ArgumentKind.View));
            return $"({program.Types.Name(type, [Space.Global])}){{ {own} + {offset}, {length} }}";
        }
        if (StackKinds.Of(type) != StackKind.Structure)
            return Scalar(parameter, path, StackKinds.Primitive(type), name);
        FieldInfo[] fields = SpacedType.FieldsOf(type);
        List<string> values = [.. fields.Select(field => Value(parameter, [.. path, field], field.FieldType, $"{name}_{program.Types.FieldName(field)}"))];
        Space[] spaces = [.. SpacedType.Unknown(type).Spaces.Select(_ => Space.Global)];
        string typeName = program.Types.Name(type, spaces);
        return TypeWriter.IsVector(type) ? $"(float8)({string.Join(", ", values)})"
            : $"({typeName}){{{(values.Count == 0 ? " 0" : Listed(values, path.Count + 2, " "))} }}";
    }

    private string Scalar(int parameter, IReadOnlyList<FieldInfo> path, Type type, string name)
    {
        string own = names.Take(name);
        parameters.Add($"{program.Types.Stored(type, [])} {own}");
        arguments.Add(new KernelArgument(parameter, path, type, ArgumentKind.Scalar));
        return own;
    }

    /// <summary>The thread's index in an extent; threads outside of it end here. As in <see cref="Launching.ImplicitIndex"/>.</summary>
    private string Index(Variable parameter)
    {
        Type type = parameter.Type.Type;
        if (type != implicitIndex)
            throw new NotSupportedException($"{reading.Name} cannot run over {MethodNames.Of(implicitIndex!)}: its first parameter is {MethodNames.Of(type)}.");
        string[] sizes = [.. SpacedType.FieldsOf(type).Select(field => Scalar(0, [field], field.FieldType, $"extent_{program.Types.FieldName(field)}"))];
        string linear = names.Take("linear");
        Line($"long {linear} = get_global_id(0);");
        Line($"if ({linear} >= {string.Join(" * ", sizes.Select(size => $"(long){size}"))})");
        Line("    return;");
        string[] axes = sizes.Length switch
        {
            1 => [linear],
            2 => [$"{linear} % {sizes[0]}", $"{linear} / {sizes[0]}"],
            _ => [$"{linear} % {sizes[0]}", $"{linear} / {sizes[0]} % {sizes[1]}", $"{linear} / {sizes[0]} / {sizes[1]}"],
        };
        return $"({program.Types.Name(type, [])}){{ {string.Join(", ", axes)} }}";
    }

    /// <summary>A list on one line, or with a line for each entry where that would be long.</summary>
    private static string Listed(IReadOnlyList<string> entries, int depth, string before = "")
    {
        string line = string.Join(", ", entries);
        if (line.Length <= LongLine && !line.Contains('\n', StringComparison.Ordinal))
            return before + line;
        string indent = "\n" + new string(' ', 4 * (depth + 1));
        return indent + string.Join($",{indent}", entries);
    }

    private void Line(string code) => body.Append("    ").Append(code).Append('\n');
}
