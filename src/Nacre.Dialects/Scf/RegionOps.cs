using Nacre.IR;

namespace Nacre.Dialects.Scf;

/// <summary>Runs a region of several blocks where one operation is expected.</summary>
[Op("scf.execute_region")]
public sealed partial class ExecuteRegionOp : Operation, IPure, IVerifiable, ICustomAssembly
{
    [Attr("no_inline")] public partial UnitAttr? NoInline { get; set; }
    [Result] public partial ResultRange RegionResults { get; }
    [Region] public partial Region Region { get; }

    public void Verify(Verifier verifier)
    {
        if (Region.IsEmpty)
            verifier.Error(this, "region needs to have at least one block");
        else if (Region.Entry.Arguments.Count > 0)
            verifier.Error(this, "region cannot have any arguments");
        foreach (var block in Region.Blocks.Where(b => b.Last is YieldOp))
            RegionRules.VerifyYield(this, verifier, block.Last);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptional("->"))
            state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
        if (parser.ParseOptionalKeyword("no_inline"))
            state.SetAttr("no_inline", UnitAttr.Instance);
        parser.ParseRegion(state);
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        if (ResultCount > 0)
        {
            printer.Write(" -> ");
            printer.PrintResultTypes([.. Results.Types]);
        }
        printer.Write(NoInline is null ? " " : " no_inline ");
        printer.PrintRegion(Region);
        printer.PrintOptionalAttrDict(this, "no_inline");
    }
}

/// <summary>Runs the region whose case equals an index, or the default region.</summary>
[Op("scf.index_switch")]
public sealed partial class IndexSwitchOp : Operation, IPure, IImplicitTerminator<YieldOp>, IVerifiable, ICustomAssembly
{
    [Operand<IR.Index>] public partial Value Arg { get; }
    [Attr] public partial EquatableArray<long> Cases { get; set; }
    [Result] public partial ResultRange SwitchResults { get; }
    [Region] public partial Region DefaultRegion { get; }
    [Region] public partial IReadOnlyList<Region> CaseRegions { get; }

    public void Verify(Verifier verifier)
    {
        if (Cases.Count != CaseRegions.Count)
            verifier.Error(this, $"has {CaseRegions.Count} case regions but {Cases.Count} case values");
        else if (Cases.Distinct().Count() != Cases.Count)
            verifier.Error(this, $"has duplicate case value: {Cases.GroupBy(c => c).First(g => g.Count() > 1).Key}");
        foreach (var region in Regions.Where(r => !r.IsEmpty))
            RegionRules.VerifyYield(this, verifier, region.Entry.Last);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        state.Operands.Add(parser.Resolve(parser.ParseOperand(), IndexType.Instance));
        parser.ParseOptionalAttributeDict(state);
        if (parser.ParseOptional("->"))
            state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
        var cases = new List<long>();
        while (parser.ParseOptionalKeyword("case"))
        {
            cases.Add(parser.ParseInteger());
            parser.ParseRegion(state, null, Definition);
        }
        parser.Parse("default");
        parser.ParseRegion(state, null, Definition);
        // The default region stands last in the text and first in the operation.
        var last = state.RegionBodies[^1];
        state.RegionBodies.RemoveAt(state.RegionBodies.Count - 1);
        state.RegionBodies.Insert(0, last);
        state.SetAttr("cases", DenseArrayAttr.I64([.. cases]));
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(Arg);
        printer.PrintOptionalAttrDict(this, "cases");
        if (ResultCount > 0)
        {
            printer.Write(" -> ");
            printer.PrintResultTypes([.. Results.Types]);
        }
        for (var i = 0; i < Cases.Count; i++)
            PrintRegion(printer, $"case {Cases[i]} ", CaseRegions[i]);
        PrintRegion(printer, "default ", DefaultRegion);
    }

    private void PrintRegion(OpAsmPrinter printer, string label, Region region)
    {
        printer.NewLine();
        printer.Write(label);
        printer.PrintRegion(region, printEntryArguments: false, printTerminator: ResultCount > 0);
    }
}
