using Nacre.Frontends;
using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;

namespace Nacre.Tests.Frontends.Onnx;

/// <summary>Every model of the test data is read, checked and upgraded; what comes out keeps to the newest published forms.</summary>
public class PublishedModelTests
{
    [DataFact("onnx-1.22")]
    public void ConformanceModels() => Assert.Empty(Problems("onnx-1.22"));

    [DataFact("models/onnx-zoo-graphs")]
    public void ZooGraphs() => Assert.Empty(Problems("models/onnx-zoo-graphs"));

    [DataFact("models/onnx")]
    public void RealModels() => Assert.DoesNotContain(Problems("models/onnx"), p => !p.Contains("polygraphy", StringComparison.Ordinal)); // malformed on purpose

    private static List<string> Problems(string folder)
    {
        var problems = new List<string>();
        foreach (var path in ModelBuilder.DataFiles(folder, "*.onnx"))
        {
            try
            {
                problems.AddRange(OffForms(Load(path).Graph).Select(p => $"{path}: {p}"));
            }
            catch (ModelFormatException e)
            {
                problems.Add(e.Message);
            }
        }
        return problems;
    }

    private static ModelProto Load(string path)
    {
        var model = OnnxReader.ReadFile(path);
        new GraphChecker(path).Check(model);
        ModelUpgrader.Upgrade(model, file: path);
        new GraphChecker(path).Check(model);
        return model;
    }

    private static IEnumerable<string> OffForms(GraphProto graph)
    {
        foreach (var node in graph.Node)
        {
            foreach (var problem in node.Subgraphs().SelectMany(OffForms))
                yield return problem;
            if (OpSchemas.Published.Newest(ProtoExtensions.NormalDomain(node.Domain), node.OpType) is not { } schema)
                continue;
            if (node.Input.Count < schema.MinInputs || node.Input.Count > schema.MaxInputs || node.Output.Count > schema.MaxOutputs)
                yield return $"{node.Describe()} has {node.Input.Count} inputs and {node.Output.Count} outputs";
            foreach (var attribute in node.Attribute.Where(a => !schema.Attributes.Any(known => known.Name == a.Name)))
                yield return $"{node.Describe()} has the attribute {attribute.Name}";
        }
    }
}
