using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>
/// Declares variables where they get their first value, in the innermost braces that hold all their uses. A variable that is not set first thing there, or whose
/// address someone keeps, is declared further out; in a function with goto all are declared at its start.
/// </summary>
internal static class Declarations
{
    /// <summary>Adds the declarations of a function.</summary>
    /// <param name="nodes">The body of a function; declarations are added to it.</param>
    /// <param name="declared">Its parameters.</param>
    public static void Run(List<Node> nodes, IEnumerable<Variable> declared)
    {
        List<Variable> variables = [.. Uses.Of(nodes).Distinct().Except(declared)];
        if (HasLabels(nodes))
        {
            nodes.InsertRange(0, variables.Select(variable => new Declaration(variable, null)));
            return;
        }
        // Backwards, so that what is inserted in front of one node stays in the order of first use.
        foreach (Variable variable in variables)
            Declare(nodes, variable);
    }

    private static void Declare(List<Node> nodes, Variable variable)
    {
        int first = nodes.FindIndex(node => Uses.In(node, variable));
        bool isAlone = nodes.FindIndex(first + 1, node => Uses.In(node, variable)) < 0;
        if (isAlone && !variable.IsExposed && Inner(nodes[first], variable) is { } inner)
        {
            Declare(inner, variable);
            return;
        }
        if (IsFirstValue(nodes[first], variable) is { } value)
            nodes[first] = new Declaration(variable, value);
        else
            nodes.Insert(first, new Declaration(variable, null));
    }

    /// <summary>The braces inside a node that alone use a variable and could declare it; null where there are none.</summary>
    private static List<Node>? Inner(Node node, Variable variable)
    {
        switch (node)
        {
            case If condition when !Uses.In(condition.Condition, variable):
                bool inThen = condition.Then.Any(inside => Uses.In(inside, variable));
                bool inOtherwise = condition.Otherwise.Any(inside => Uses.In(inside, variable));
                return inThen && inOtherwise ? null : inThen ? condition.Then : condition.Otherwise;
            case Loop loop when loop.Condition is null || !Uses.In(loop.Condition, variable):
                return StartsWithValue(loop.Body, variable) ? loop.Body : null;
            default:
                return null;
        }
    }

    /// <summary>Whether each round of a loop gives the variable a value before it looks at it.</summary>
    private static bool StartsWithValue(List<Node> body, Variable variable)
    {
        Node first = body.First(node => Uses.In(node, variable));
        return IsFirstValue(first, variable) is not null
            || (Inner(first, variable) is { } inner && body.Count(node => Uses.In(node, variable)) == 1 && StartsWithValue(inner, variable));
    }

    private static Expression? IsFirstValue(Node node, Variable variable) =>
        node is Step { Statement: Assignment { Place: VariableRead place, Value: var value } } && place.Variable == variable && !Uses.In(value, variable) ? value : null;

    private static bool HasLabels(List<Node> nodes) => nodes.Any(node => node switch
    {
        Label => true,
        If condition => HasLabels(condition.Then) || HasLabels(condition.Otherwise),
        Loop loop => HasLabels(loop.Body),
        _ => false,
    });
}
