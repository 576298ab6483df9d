using Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>The explicit list of the families of rows.</summary>
internal static class AllRows
{
    public static OnnxRows AddAll(this OnnxRows rows) => rows
        .AddConstants()
        .AddElementwise()
        .AddActivations()
        .AddSoftmax()
        .AddCasts()
        .AddConvolutions()
        .AddPooling()
        .AddMatMul()
        .AddQuantization()
        .AddNormalization()
        .AddAttention()
        .AddLinearAttention()
        .AddControlFlow()
        .AddContrib()
        .AddMl()
        .AddReshapes()
        .AddJoins()
        .AddIndexing()
        .AddReductions()
        .AddLosses()
        .AddSignals()
        .AddResizing()
        .AddRecurrent();
}
