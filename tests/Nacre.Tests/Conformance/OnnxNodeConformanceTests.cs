namespace Nacre.Tests.Conformance;

/// <summary>ONNX's own cases of single operators, compiled for this machine's CPU; kernels that have no code yet run on the interpreter.</summary>
public sealed class OnnxNodeConformanceTests
{
    private const string Folder = "onnx-1.22/node";
    private const int Parts = 8;

    private static readonly ConformanceSuite Suite = new(Folder, "cpu/onnx-node.txt");

    [DataTheory(Folder), InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7)]
    public void Cases_of_a_part_give_the_published_outputs(int part) => Suite.Run(part, Parts);

    [DataFact(Folder)]
    public void The_list_names_cases_of_the_suite() => Suite.CheckList();
}
