using Nacre.IR;

namespace Nacre;

/// <summary>Every pass that textual pipelines can name: the explicit list.</summary>
public static class Passes
{
    public static PassRegistry All() => new();
}
