using System.Text;
using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>One instance of a method as a C function.</summary>
internal sealed class FunctionWriter
{
    private readonly ProgramWriter program;
    private readonly MethodReading reading;
    private readonly SpaceMap map;
    private readonly Identifiers names;
    private readonly Dictionary<Variable, string> variableNames = [];
    private readonly Dictionary<MemoryBlock, string> blockNames = [];
    private readonly Dictionary<BasicBlock, string> labels = [];
    private readonly ExpressionWriter expressions;
    private readonly StringBuilder body = new();

    private FunctionWriter(ProgramWriter program, MethodReading reading, IReadOnlyList<Space> spaces)
    {
        this.program = program;
        this.reading = reading;
        map = new SpaceMap(reading, spaces);
        names = new Identifiers(program.Names);
        expressions = new ExpressionWriter(program, map, NameOf, block => blockNames[block]);
    }

    /// <summary>The function's source.</summary>
    public static string Write(ProgramWriter program, MethodReading reading, IReadOnlyList<Space> spaces, string name) =>
        new FunctionWriter(program, reading, spaces).Write(name);

    /// <summary>What a function takes for a block: a pointer to its first element.</summary>
    public static string BlockParameter(TypeWriter types, MemoryBlock block, string name) =>
        $"{TypeWriter.Keyword(block.Space)}{types.Stored(block.ElementType, [])} *{name}";

    private string Write(string name)
    {
        List<string> parameters = [.. reading.Parameters.Select(Parameter)];
        foreach (MemoryBlock block in reading.Blocks)
        {
            string blockName = names.Take(block.Space == Space.Local ? "shared" : "scratch");
            blockNames.Add(block, blockName);
            parameters.Add(BlockParameter(program.Types, block, blockName));
        }
        if (reading.UsesDynamicMemory)
            parameters.AddRange(["__local uchar *dynamicShared", "long dynamicSharedBytes"]);
        string result = reading.Result.Kind == StackKind.Void ? "void" : program.Types.Name(reading.Result, map);

        List<Node> nodes = Structurer.Run(reading.Code);
        Declarations.Run(nodes, reading.Parameters);
        ForLoops.Run(nodes);
        WriteNodes(nodes, 1);
        string head = TypeWriter.Declared($"static {result}", name);
        return $"// {reading.Name}\n{head}({(parameters.Count == 0 ? "void" : string.Join(", ", parameters))})\n{{\n{body}}}\n";
    }

    private string Parameter(Variable parameter) => parameter.Type.Kind == StackKind.Object
        ? $"int {NameOf(parameter)}"
        : TypeWriter.Declared(program.Types.Name(parameter.Type, map), NameOf(parameter));

    private string NameOf(Variable variable)
    {
        if (!variableNames.TryGetValue(variable, out string? name))
            variableNames.Add(variable, name = names.Take(variable.Name));
        return name;
    }

    private string LabelOf(BasicBlock block)
    {
        if (!labels.TryGetValue(block, out string? name))
            labels.Add(block, name = names.Take("next"));
        return name;
    }

    private void WriteNodes(List<Node> nodes, int depth)
    {
        foreach (Node node in nodes)
            WriteNode(node, depth);
    }

    private void WriteNode(Node node, int depth)
    {
        switch (node)
        {
            case Step { Statement: Assignment assignment }:
                Line(depth, $"{expressions.Write(assignment)};");
                break;
            case Step { Statement: Evaluation evaluation }:
                Line(depth, $"{expressions.Write(evaluation.Call)};");
                break;
            case Declaration declaration:
                Line(depth, $"{DeclarationText(declaration)};");
                break;
            case If condition:
                WriteCondition(condition, depth);
                break;
            case Loop loop:
                WriteLoop(loop, depth);
                break;
            case For loop:
                IEnumerable<string> steps = loop.Steps.Select(step => expressions.WriteStep(step, loop.Condition, loop.Body));
                Line(depth, $"for ({DeclarationText(loop.Start)}; {expressions.Write(loop.Condition)}; {string.Join(", ", steps)})");
                WriteBraces(loop.Body, depth);
                break;
            case Label label:
                Line(depth - 1, $"{LabelOf(label.Block)}:;");
                break;
            case Leave leave:
                Line(depth, leave.Kind == LeaveKind.Goto ? $"goto {LabelOf(leave.Target!)};" : leave.Kind == LeaveKind.Break ? "break;" : "continue;");
                break;
            case Finish finish:
                Line(depth, finish.Value is null ? "return;" : $"return {expressions.Write(finish.Value)};");
                break;
        }
    }

    private string DeclarationText(Declaration declaration)
    {
        string head = TypeWriter.Declared(program.Types.Name(declaration.Variable.Type, map), NameOf(declaration.Variable));
        return declaration.Value is null ? head : $"{head} = {expressions.Write(declaration.Value)}";
    }

    private void WriteCondition(If condition, int depth)
    {
        Line(depth, $"if ({expressions.Write(condition.Condition)})");
        WriteBraces(condition.Then, depth);
        if (condition.Otherwise is [If inner])
        {
            body.Append(' ', depth * 4).Append("else ");
            int start = body.Length;
            WriteCondition(inner, depth);
            body.Remove(start, depth * 4);
        }
        else if (condition.Otherwise.Count > 0)
        {
            Line(depth, "else");
            WriteBraces(condition.Otherwise, depth);
        }
    }

    private void WriteLoop(Loop loop, int depth)
    {
        switch (loop.Test)
        {
            case LoopTest.Before:
                Line(depth, $"while ({expressions.Write(loop.Condition!)})");
                WriteBraces(loop.Body, depth);
                break;
            case LoopTest.After:
                Line(depth, "do");
                WriteBraces(loop.Body, depth);
                Line(depth, $"while ({expressions.Write(loop.Condition!)});");
                break;
            default:
                Line(depth, "for (;;)");
                WriteBraces(loop.Body, depth);
                break;
        }
    }

    private void WriteBraces(List<Node> nodes, int depth)
    {
        Line(depth, "{");
        WriteNodes(nodes, depth + 1);
        Line(depth, "}");
    }

    private void Line(int depth, string code) => body.Append(' ', depth * 4).Append(code).Append('\n');
}
