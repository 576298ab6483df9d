using System.Text;

namespace Nacre.Eng.OnnxOps;

/// <summary>
/// Writes every published operator version as one line, grouped by domain:
/// <c>Name since (inputs) (outputs) attribute:type …</c>, where <c>?</c> marks an optional value, <c>*</c> a variadic one and <c>!</c> a required attribute.
/// </summary>
internal static class SchemaTableWriter
{
    public static void Write(IEnumerable<OpSchema> schemas, string path)
    {
        var domains = schemas.GroupBy(s => s.Domain).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        var newest = string.Join(", ", domains.Select(d => $"{d.Key} {d.Max(s => s.Since)}"));
        var text = new StringBuilder($"# Published ONNX operator versions up to {newest}. Written by eng/onnx-ops; do not edit.\n");
        foreach (var domain in domains)
        {
            text.Append("domain ").Append(domain.Key).Append('\n');
            foreach (var schema in domain.OrderBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Since))
                text.Append(Line(schema)).Append('\n');
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ToString());
    }

    private static string Line(OpSchema schema)
    {
        if (schema.IsTombstone)
            return $"{schema.Name} {schema.Since} removed";
        var attributes = schema.Attributes.Select(a => $" {a.Name}:{Letter(a.Type)}{(a.Required ? "!" : "")}");
        return $"{schema.Name} {schema.Since} ({Values(schema.Inputs)}) ({Values(schema.Outputs)}){string.Concat(attributes)}";
    }

    private static string Values(IEnumerable<ValueSchema> values) =>
        string.Join(' ', values.Select(v => v.Name + v.Arity switch { Arity.Optional => "?", Arity.Variadic => "*", _ => "" }));

    private static string Letter(string type) => type switch
    {
        "int" => "i",
        "float" => "f",
        "string" => "s",
        "tensor" => "t",
        "graph" => "g",
        "sparse_tensor" => "p",
        "type_proto" => "y",
        "list of ints" => "I",
        "list of floats" => "F",
        "list of strings" => "S",
        "list of tensors" => "T",
        _ => throw new InvalidDataException($"unknown attribute type '{type}'"),
    };
}
