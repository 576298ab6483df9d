using Nacre.Opt;

namespace Nacre.Tests.Lit;

/// <summary>Printing and parsing are inverse: the custom form, the generic form and the form with locations each come back as they were, and all mean the same.</summary>
internal static class RoundTrip
{
    /// <summary>Checks a file; <c>--allow-unregistered-dialect</c> is the one option. The file is always split.</summary>
    public static string Check(LitFile file, string[] options)
    {
        var unregistered = options.Contains("--allow-unregistered-dialect");
        Check(file.Text, file.Path, unregistered);
        return "";
    }

    /// <summary>Checks a text of one or more parts.</summary>
    public static void Check(string source, string name, bool allowUnregistered)
    {
        var plain = new OptOptions { SplitInputFile = true, AllowUnregisteredDialects = allowUnregistered };
        var generic = plain with { PrintGeneric = true };
        var custom = Print(source, name, plain);
        Assert.Equal(custom, Print(custom, name + " (custom)", plain));
        var genericText = Print(source, name, generic);
        Assert.Equal(genericText, Print(genericText, name + " (generic)", generic));
        Assert.Equal(genericText, Print(custom, name + " (custom)", generic));
        Assert.Equal(custom, Print(genericText, name + " (generic)", plain));
        var located = Print(source, name, plain with { PrintDebugInfo = true });
        Assert.Equal(located, Print(located, name + " (with locations)", plain with { PrintDebugInfo = true }));
    }

    private static string Print(string source, string name, OptOptions options)
    {
        var result = new OptDriver(Passes.All(), options, TextWriter.Null).Run(source, name);
        return result.Status == OptStatus.Ok ? result.Output : throw new LitException($"{name}:\n{string.Join('\n', result.Messages)}");
    }
}
