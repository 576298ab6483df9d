using Nacre.Fuzz.Cases;

namespace Nacre.Fuzz.Ops;

/// <summary>How cases of one operator are drawn.</summary>
/// <param name="Name">The operator's type.</param>
/// <param name="Since">The first operator set for which the row is written.</param>
/// <param name="Draw">Adds a node of the operator, with its operands, to the model.</param>
/// <param name="Until">The last operator set that has the operator.</param>
/// <param name="InGraphs">Whether random graphs may use it: not where a rounding error makes the result jump.</param>
internal sealed record OpRow(string Name, int Since, Action<ModelDraw, string> Draw, int Until = int.MaxValue, bool InGraphs = true)
{
    public bool IsIn(int opset) => opset >= Since && opset <= Until;
}
