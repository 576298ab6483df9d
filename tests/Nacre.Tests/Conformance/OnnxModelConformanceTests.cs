namespace Nacre.Tests.Conformance;

/// <summary>Small real models, compiled for this machine's CPU, against the outputs of ONNX Runtime without its graph optimisations.</summary>
public sealed class OnnxModelConformanceTests
{
    private const string Folder = "onnx-model-cases";
    private const int Parts = 4;

    private static readonly ConformanceSuite Suite = new(Folder, "cpu/onnx-model-cases.txt");

    [DataTheory(Folder), InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Models_of_a_part_give_the_recorded_outputs(int part) => Suite.Run(part, Parts);

    [DataFact(Folder)]
    public void The_list_names_cases_of_the_suite() => Suite.CheckList();
}
