using Nacre.Transforms.Interpreter.Lapack;
using Nacre.Transforms.Interpreter.Onnx;

namespace Nacre.Transforms.Interpreter;

/// <summary>The explicit list of the dialects' semantics.</summary>
public static class AllEvaluators
{
    public static OpEvaluators Create() => new OpEvaluators()
        .AddStableHloElementwise()
        .AddStableHloShapes()
        .AddStableHloContractions()
        .AddStableHloRegions()
        .AddStableHloProgram()
        .AddCollectives()
        .AddChloElementwise()
        .AddChloBroadcasts()
        .AddChloStructured()
        .AddChecks()
        .AddArith()
        .AddMathDialect()
        .AddTensor()
        .AddScf()
        .AddUtil()
        .AddOnnx();

    public static CustomCalls CreateCustomCalls() => new CustomCalls().AddChecks().AddLapack();
}
