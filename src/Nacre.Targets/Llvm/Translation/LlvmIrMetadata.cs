using System.Text;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Targets.Llvm.Translation;

/// <summary>The numbered metadata nodes of a module.</summary>
internal sealed class LlvmIrMetadata
{
    private readonly Dictionary<string, int> _shared = [];
    private readonly StringBuilder _text = new();
    private int _next;

    public string Text => _text.ToString();

    /// <summary><c>, !llvm.loop !N</c>, a node of its own for each loop.</summary>
    public string Loop(LoopAnnotationAttr? annotation)
    {
        if (annotation is null)
            return "";
        var properties = annotation.Entries.SelectMany(Properties).Select(p => $"!{Shared(p)}").ToArray();
        var node = _next++;
        _text.Append($"!{node} = distinct !{{!{node}{string.Concat(properties.Select(p => ", " + p))}}}\n");
        return $", !llvm.loop !{node}";
    }

    /// <summary><c>, !prof !N</c>.</summary>
    public string BranchWeights(EquatableArray<int>? weights) =>
        weights is { IsEmpty: false } w ? $", !prof !{Shared($"!\"branch_weights\", {string.Join(", ", w.Select(x => $"i32 {x}"))}")}" : "";

    /// <summary><c>, !name !N</c> with an empty or given node.</summary>
    public string Mark(string name, string content = "") => $", !{name} !{Shared(content)}";

    private int Shared(string content)
    {
        if (_shared.TryGetValue(content, out var node))
            return node;
        node = _next++;
        _text.Append($"!{node} = !{{{content}}}\n");
        return _shared[content] = node;
    }

    /// <summary>The properties that LLVM's loop passes read; a hint that has none here changes no meaning and is left out.</summary>
    private static IEnumerable<string> Properties(NamedAttr entry) => (entry.Name, entry.Value) switch
    {
        ("mustProgress", IntegerAttr { Value: 1 }) => ["!\"llvm.loop.mustprogress\""],
        ("disableNonforced", IntegerAttr { Value: 1 }) => ["!\"llvm.loop.disable_nonforced\""],
        ("unroll" or "vectorize", LoopHintAttr hint) => hint.Entries.SelectMany(e => Hint(entry.Name, e)),
        _ => [],
    };

    private static IEnumerable<string> Hint(string loop, NamedAttr hint) => (loop, hint.Name, hint.Value) switch
    {
        ("unroll", "disable", IntegerAttr { Value: 1 }) => ["!\"llvm.loop.unroll.disable\""],
        ("unroll", "full", IntegerAttr { Value: 1 }) => ["!\"llvm.loop.unroll.full\""],
        ("unroll", "count", IntegerAttr n) => [$"!\"llvm.loop.unroll.count\", i32 {n.Value}"],
        ("vectorize", "disable", IntegerAttr n) => [$"!\"llvm.loop.vectorize.enable\", i1 {(n.Value != 0 ? "false" : "true")}"],
        ("vectorize", "width", IntegerAttr n) => [$"!\"llvm.loop.vectorize.width\", i32 {n.Value}"],
        _ => [],
    };
}
