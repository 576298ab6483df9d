using Nacre.IR;
using Nacre.Transforms.Conversion;
using Nacre.Transforms.Conversion.ExpandComplex;
using Nacre.Transforms.Conversion.ExpandQuantized;
using Nacre.Transforms.Conversion.ExpandStableHlo;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Generic;
using Nacre.Transforms.Kernels;
using Nacre.Transforms.Optimize;
using Nacre.Transforms.Refinement;

namespace Nacre;

/// <summary>Every pass that textual pipelines can name: the explicit list.</summary>
public static class Passes
{
    public static PassRegistry All() => new PassRegistry()
        .Add<CanonicalizePass>()
        .Add<CsePass>()
        .Add<InlinePass>()
        .Add<SymbolDcePass>()
        .Add<RefineArgumentsPass>()
        .Add<RefineShapesPass>()
        .Add<ConvertToStableHloPass>()
        .Add<LiftControlFlowPass>()
        .Add<ConvertOnnxToStableHloPass>()
        .Add<WidenFloatsPass>()
        .Add<ExpandStableHloPass>()
        .Add<ExpandQuantizedPass>()
        .Add<ExpandComplexPass>()
        .Add<OptimizeGraphPass>()
        .Add<NarrowProductsPass>()
        .Add<FormKernelsPass>()
        .Add<PlanArenaPass>()
        .Add<MathExpandPass>()
        .Add<ScfToCfPass>()
        .Add<ConvertToLlvmPass>()
        .Add<StableHloToVhloPass>()
        .Add<VhloToVersionPass>()
        .Add<VhloToStableHloPass>();
}
