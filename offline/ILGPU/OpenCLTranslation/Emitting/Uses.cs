using ILGPU.Runtime.OpenCL.Translation.Reading;

namespace ILGPU.Runtime.OpenCL.Translation.Emitting;

/// <summary>The variables that code uses, in the order of their use.</summary>
internal static class Uses
{
    public static bool In(Node node, Variable variable) => Of(node).Contains(variable);

    public static bool In(Expression expression, Variable variable) => Of(expression).Contains(variable);

    public static IEnumerable<Variable> Of(IEnumerable<Node> nodes) => nodes.SelectMany(Of);

    /// <summary>Whether code gives the variable a value.</summary>
    public static bool Changes(IEnumerable<Node> nodes, Variable variable) => nodes.Any(node => node switch
    {
        Step { Statement: Assignment { Place: VariableRead place } } => place.Variable == variable,
        If condition => Changes(condition.Then, variable) || Changes(condition.Otherwise, variable),
        Loop loop => Changes(loop.Body, variable),
        For loop => loop.Steps.Any(step => step.Place is VariableRead place && place.Variable == variable) || Changes(loop.Body, variable),
        _ => false,
    });

    private static IEnumerable<Variable> Of(Node node) => node switch
    {
        Step { Statement: Assignment assignment } => Of(assignment.Place).Concat(Of(assignment.Value)),
        Step { Statement: Evaluation evaluation } => Of(evaluation.Call),
        If condition => Of(condition.Condition).Concat(Of(condition.Then)).Concat(Of(condition.Otherwise)),
        Loop loop => (loop.Condition is null ? [] : Of(loop.Condition)).Concat(Of(loop.Body)),
        For loop => Of(loop.Start).Concat(Of(loop.Condition)).Concat(loop.Steps.SelectMany(step => Of(step.Place).Concat(Of(step.Value)))).Concat(Of(loop.Body)),
        Finish { Value: { } value } => Of(value),
        Declaration declaration => (declaration.Value is null ? [] : Of(declaration.Value)).Append(declaration.Variable),
        _ => [],
    };

    private static IEnumerable<Variable> Of(Expression expression) => expression is VariableRead read
        ? [read.Variable]
        : expression.Operands.SelectMany(Of);
}
