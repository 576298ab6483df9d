using System.Text;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Targets.Llvm.Translation;

/// <summary>Types as LLVM IR writes them; collects the definitions of named structs.</summary>
internal sealed class LlvmIrTypes
{
    private readonly Dictionary<string, string> _named = [];

    /// <summary><c>%name = type { … }</c> for each named struct that was met.</summary>
    public string Definitions
    {
        get
        {
            var text = new StringBuilder();
            foreach (var (name, body) in _named)
                text.Append('%').Append(LlvmIrText.Name(name)).Append(" = type ").Append(body).Append('\n');
            return text.ToString();
        }
    }

    public string Of(IRType type) => type switch
    {
        IntegerType i => $"i{i.Width}",
        FloatType f => OfFloat(f),
        LlvmPointerType { AddressSpace: 0 } => "ptr",
        LlvmPointerType p => $"ptr addrspace({p.AddressSpace})",
        LlvmVoidType => "void",
        VectorType { Rank: 1 } v => $"<{v.Shape[0]} x {Of(v.ElementType)}>",
        LlvmArrayType a => $"[{a.Count} x {Of(a.ElementType)}]",
        LlvmFunctionType f => FunctionText(f),
        LlvmStructType { Name: { } name } s => NamedStruct(name, s),
        LlvmStructType s => Body(s),
        _ => throw new ArgumentException($"the type {type} does not exist in LLVM IR"),
    };

    private static string OfFloat(FloatType type) => type.Kind switch
    {
        FloatKind.F16 => "half",
        FloatKind.BF16 => "bfloat",
        FloatKind.F32 => "float",
        FloatKind.F64 => "double",
        FloatKind.F80 => "x86_fp80",
        FloatKind.F128 => "fp128",
        _ => throw new ArgumentException($"the type {type} does not exist in LLVM IR"),
    };

    private string FunctionText(LlvmFunctionType type)
    {
        var parameters = type.Parameters.Select(Of).Concat(type.IsVarArg ? ["..."] : []);
        return $"{Of(type.Result)} ({string.Join(", ", parameters)})";
    }

    private string NamedStruct(string name, LlvmStructType type)
    {
        if (!_named.ContainsKey(name))
            _named[name] = type.IsOpaque ? "opaque" : Body(type);
        return "%" + LlvmIrText.Name(name);
    }

    private string Body(LlvmStructType type)
    {
        var members = string.Join(", ", type.Members.Select(Of));
        return type.IsPacked ? $"<{{ {members} }}>" : $"{{ {members} }}";
    }
}
