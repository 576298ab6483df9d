namespace Nacre.Eng.OnnxOps;

/// <summary>One published version of one operator.</summary>
/// <param name="Documented">False for a deprecation notice, which lists neither inputs nor outputs.</param>
internal sealed record OpSchema(
    string Domain, string Name, int Since, IReadOnlyList<ValueSchema> Inputs, IReadOnlyList<ValueSchema> Outputs, IReadOnlyList<AttributeSchema> Attributes)
{
    public const string DefaultDomain = "ai.onnx";

    /// <summary>Set for operators that ONNX withdrew before they were stable; they have no page on onnx.ai.</summary>
    public bool Experimental { get; init; }

    /// <summary>Set for the entry that only announces that the operator is gone.</summary>
    public bool IsTombstone { get; init; }
}

internal enum Arity
{
    Single,
    Optional,
    Variadic,
}

internal sealed record ValueSchema(string Name, Arity Arity);

/// <summary>An attribute; <paramref name="Type"/> is the word of the document ("int", "list of floats", "graph" …).</summary>
/// <param name="Default">The published default in the document's notation, or null.</param>
internal sealed record AttributeSchema(string Name, string Type, bool Required, string? Default)
{
    public bool IsGraph => Type == "graph";
}

/// <summary>An IR dialect that mirrors one operator domain.</summary>
internal sealed record OnnxDialect(string Domain, string Prefix, string Folder)
{
    public static IReadOnlyList<OnnxDialect> All { get; } =
    [
        new(OpSchema.DefaultDomain, "onnx", "Onnx"),
        new("ai.onnx.ml", "onnx_ml", "OnnxMl"),
        new("ai.onnx.preview", "onnx_preview", "OnnxPreview"),
    ];

    public string PageOf(string op) =>
        Domain == OpSchema.DefaultDomain
            ? $"https://onnx.ai/onnx/operators/onnx__{op}.html"
            : $"https://onnx.ai/onnx/operators/onnx_{Domain.Replace(".", "", StringComparison.Ordinal)}_{op}.html";
}
