using Nacre.IR;
using Nacre.Transforms.Conversion;

namespace Nacre;

/// <summary>Every pass that textual pipelines can name: the explicit list.</summary>
public static class Passes
{
    public static PassRegistry All() => new PassRegistry()
        .Add<MathExpandPass>()
        .Add<ScfToCfPass>()
        .Add<ConvertToLlvmPass>();
}
