namespace Nacre.Eng.OnnxOps;

/// <summary>C# property names for the values and attributes of one operator: PascalCase, unique, none of <c>Operation</c>'s own.</summary>
internal sealed class MemberNames
{
    private readonly HashSet<string> _used =
    [
        "Attributes", "Block", "Context", "Create", "Definition", "Info", "Location", "Name", "Next", "Operands", "Parent", "Previous", "Properties",
        "Regions", "Results", "Successors",
    ];

    /// <summary>The property name for an ONNX name; <paramref name="kind"/> is appended where the plain name is taken.</summary>
    public string Add(string onnxName, string kind)
    {
        var name = string.Concat(onnxName.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
        if (_used.Add(name))
            return name;
        if (!_used.Add(name + kind))
            throw new InvalidDataException($"two members named {name + kind}");
        return name + kind;
    }
}
