using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Check;

/// <summary>Runs a grid of processes; inputs and results of all of them follow each other.</summary>
[Op("interpreter.run_parallel")]
public sealed partial class RunParallelOp : Operation, IVerifiable
{
    [Operand<HloTensorOrToken>] public partial OperandRange Inputs { get; }

    /// <summary>Functions that give the infeed's data, one per call.</summary>
    [Attr] public partial ArrayAttr? Infeed { get; set; }

    /// <summary>Replicas, each a list of the functions that its partitions run.</summary>
    [Attr] public partial ArrayAttr Programs { get; set; }
    [Result<HloTensorOrToken>] public partial ResultRange Outputs { get; }

    public void Verify(Verifier verifier) => HloVerify.Run(this, verifier, () =>
    {
        CheckPrograms([.. Programs.Items.Select(r => (r as ArrayAttr)?.Items ?? [])]);
        if (Infeed is { } infeed)
            CheckInfeed(infeed);
    });

    private void CheckPrograms(EquatableArray<Attr>[] replicas)
    {
        Infer.Require(replicas.Length > 0 && replicas[0].Count > 0, "`programs` attribute cannot be empty");
        foreach (var replica in replicas)
            Infer.Require(replica.Count == replicas[0].Count, $"Sizes of second dimension of `programs` should all match {replicas[0].Count} but got {replica.Count}");
        var types = replicas.SelectMany(r => r).Select(Function).ToArray();
        var (inputs, results) = (types.Sum(t => t.Inputs.Count), types.Sum(t => t.Results.Count));
        Infer.Require(OperandCount == inputs, $"Number of inputs ({OperandCount}) should match the sum of the number of inputs of all programs ({inputs})");
        Infer.Require(ResultCount == results, $"Number of results ({ResultCount}) should match the sum of the number of results of all programs ({results})");
    }

    private void CheckInfeed(ArrayAttr infeed)
    {
        Infer.Require(infeed.Count > 0, "infeed attribute is optional or should not be empty");
        foreach (var name in infeed.Items)
        {
            var results = Function(name).Results;
            Infer.Require(results.Count == 1, $"Function {Quoted(name)} should return 1 tensor but returns {results.Count}");
            Infer.Require(results[0] is ShapedType, $"Function {Quoted(name)} should return a tensor type, but instead returns '{results[0]}'");
        }
    }

    private FunctionType Function(Attr name) => name is SymbolRefAttr symbol && SymbolTable.LookupNearest(this, symbol) is IFunctionLike function
        ? function.FunctionType
        : throw new InferenceException($"Function {Quoted(name)} not found");

    private static string Quoted(Attr name) => name is SymbolRefAttr symbol ? $"\"{symbol.Root}\"" : name.ToString();
}

/// <summary>Prints a tensor.</summary>
[Op("interpreter.print", Format = "$operand attr-dict `:` type($operand)")]
public sealed partial class PrintOp : Operation
{
    [Operand<HloTensor>] public partial Value Operand { get; }
}

/// <summary>Stores a tensor in a file and passes it on.</summary>
[Op("interpreter.probe", Format = "$operand `,` `probe_id` `=` $probe_id attr-dict `:` type($result)")]
public sealed partial class ProbeOp : Operation, ISameOperandsAndResultType
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Attr] public partial string ProbeId { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }
}
