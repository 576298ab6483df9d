using System.Text;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Targets.Llvm.Translation;

/// <summary>Names, quoting and the words that attributes of functions and parameters have in LLVM IR.</summary>
internal static class LlvmIrText
{
    /// <summary>Function attributes that are keywords; all others are quoted strings.</summary>
    private static readonly HashSet<string> FunctionKeywords =
    [
        "alwaysinline", "noinline", "inlinehint", "nounwind", "willreturn", "mustprogress", "nofree", "norecurse", "nosync", "noreturn", "nocallback", "hot", "cold", "minsize",
        "optsize", "optnone", "speculatable", "convergent", "strictfp", "uwtable", "ssp", "sspstrong", "sspreq", "naked", "nonlazybind", "noredzone", "nobuiltin",
    ];

    /// <summary>Parameter attributes without a value.</summary>
    private static readonly HashSet<string> ParameterKeywords =
        ["noalias", "nonnull", "noundef", "readonly", "writeonly", "readnone", "signext", "zeroext", "inreg", "returned", "nofree", "nest", "immarg", "writable"];

    public static string Symbol(string name) => "@" + Name(name);

    public static string Name(string name)
    {
        var plain = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$' or '-');
        return plain ? name : Quote(name);
    }

    public static string Quote(string text) => $"\"{Escape(Encoding.UTF8.GetBytes(text))}\"";

    /// <summary>Bytes as in <c>c"…"</c>: printable ones as they are, the others as <c>\XX</c>.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
        {
            if (b is >= 0x20 and < 0x7F && b != '"' && b != '\\')
                text.Append((char)b);
            else
                text.Append('\\').Append(b.ToString("X2"));
        }
        return text.ToString();
    }

    public static IEnumerable<string> SymbolWords(bool dsoLocal, SymbolVisibility visibility)
    {
        if (dsoLocal)
            yield return "dso_local";
        if (visibility != SymbolVisibility.Default)
            yield return EnumKeywords.Of(visibility);
    }

    public static IEnumerable<string> AddressWords(UnnamedAddress address)
    {
        if (address != UnnamedAddress.None)
            yield return address == UnnamedAddress.Global ? "unnamed_addr" : "local_unnamed_addr";
    }

    public static string Convention(CallingConvention convention) => convention switch
    {
        CallingConvention.PreserveMost => "preserve_mostcc",
        CallingConvention.PtxKernel => "ptx_kernel",
        CallingConvention.SpirKernel => "spir_kernel",
        CallingConvention.AmdGpuKernel => "amdgpu_kernel",
        _ => EnumKeywords.Of(convention),
    };

    /// <summary>The attributes of a parameter or result, each preceded by a space. Names outside <c>llvm.</c> mean nothing to LLVM and are left out.</summary>
    public static string ParameterAttributes(LlvmFuncOp func, DictionaryAttr attributes, LlvmIrTypes types)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in attributes.Entries)
        {
            if (name.StartsWith("llvm.", StringComparison.Ordinal))
                text.Append(' ').Append(ParameterAttribute(func, name["llvm.".Length..], value, types));
        }
        return text.ToString();
    }

    private static string ParameterAttribute(LlvmFuncOp func, string name, Attr value, LlvmIrTypes types) => (name, value) switch
    {
        ("nocapture", _) => "captures(none)",
        ("align", IntegerAttr n) => $"align {n.Value}",
        ("dereferenceable" or "dereferenceable_or_null", IntegerAttr n) => $"{name}({n.Value})",
        ("byval" or "sret" or "byref" or "inalloca", TypeAttr t) => $"{name}({types.Of(t.Value)})",
        (_, UnitAttr) when ParameterKeywords.Contains(name) => name,
        _ => throw LlvmIrTranslator.Unsupported(func, $"has a parameter attribute 'llvm.{name}' of unknown meaning"),
    };

    /// <summary>The function attributes, each preceded by a space.</summary>
    public static string FunctionAttributes(LlvmFuncOp func)
    {
        var words = new List<string>();
        if (func.AlwaysInline is not null)
            words.Add("alwaysinline");
        if (func.NoInline is not null)
            words.Add("noinline");
        if (func.NoUnwind is not null)
            words.Add("nounwind");
        if (func.WillReturn is not null)
            words.Add("willreturn");
        if (func.GetAttr<StringAttr>("prefer_vector_width") is { } width)
            words.Add($"\"prefer-vector-width\"={Quote(width.Value)}");
        words.AddRange(func.Passthrough is { } list ? list.Items.Select(item => Passthrough(func, item)) : []);
        return string.Concat(words.Distinct().Select(w => " " + w));
    }

    private static string Passthrough(LlvmFuncOp func, Attr item) => item switch
    {
        StringAttr word => FunctionKeywords.Contains(word.Value) ? word.Value : Quote(word.Value),
        ArrayAttr { Items: [StringAttr key, StringAttr value] } => $"{Quote(key.Value)}={Quote(value.Value)}",
        _ => throw LlvmIrTranslator.Unsupported(func, $"has a 'passthrough' entry {item} that is neither a string nor a pair of strings"),
    };
}
