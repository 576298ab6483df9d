using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Opt;
using Nacre.Transforms.Generic;
using Nacre.Transforms.Refinement;
using Xunit;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Tests.StableHlo;

/// <summary>The programs of StableHLO's test data that JAX exported with dimension variables: each takes the variables' values and tensors of unknown sizes.</summary>
public sealed class DynamicProgramTests
{
    private const string Data = "stablehlo/testdata/dynamic";

    private static string[] Files => Directory.GetFiles(TestData.PathOf(Data), "*.mlir");

    [DataFact(Data)]
    public void All_are_read_and_printed() => Assert.All(Files, file =>
    {
        var result = new OptDriver(Passes.All(), new OptOptions { VerifyRoundtrip = true }, TextWriter.Null).Run(File.ReadAllText(file), Path.GetFileName(file));
        Assert.True(result.Status == OptStatus.Ok, string.Join('\n', result.Messages));
    });

    /// <summary>With 3 for each variable and each unknown size of an argument.</summary>
    [DataFact(Data)]
    public void Sizes_follow_from_those_of_the_arguments()
    {
        var open = Files.Where(file => !BecomesStatic(file)).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(Invalid, open);
    }

    /// <summary>Convolutions with two strides for one dimension, which is an error as soon as their padding is known (dynamic_conv_c2).</summary>
    private static readonly string[] Invalid = ["conv_general_dilated_1d_stride_2_even_dynamic.mlir", "conv_general_dilated_1d_stride_2_odd_dynamic.mlir"];

    private static bool BecomesStatic(string file)
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, File.ReadAllText(file), Path.GetFileName(file));
        new CsePass().Run(module, new PassContext(context));
        Specialise(module.Walk<FuncOp>().First(f => f.SymbolName == "main"));
        new RefineShapesPass().Run(module, new PassContext(context));
        return !context.Diagnostics.HasErrors && Verifier.Verify(module, context.Diagnostics) && module.Walk().SelectMany(o => o.Results.Types).All(t => t is not RankedTensorType { HasStaticShape: false });
    }

    private static void Specialise(FuncOp main)
    {
        var builder = new OpBuilder();
        builder.SetAtStart(main.Body.Entry);
        foreach (var argument in main.Body.Entry.Arguments)
        {
            var type = (RankedTensorType)argument.Type;
            if (type is { Rank: 0, ElementType: IntegerType { Width: 64 } })
                argument.ReplaceAllUsesWith(Hlo.ConstantOp.Create(builder, DenseElementsAttr.Splat(type, 3)).Output);
            else
                argument.Type = RankedTensorType.Get(type.ElementType, [.. type.Shape.Dims.Select(d => d == Shape.Dynamic ? 3 : d)]);
        }
        main.FunctionType = main.FunctionType with { Inputs = main.Body.Entry.Arguments.Select(a => a.Type).ToEquatableArray() };
    }
}
