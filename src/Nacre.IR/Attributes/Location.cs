namespace Nacre.IR;

/// <summary>Where an operation comes from: the user's file or node, kept down to the generated code.</summary>
public abstract record Location : Attr
{
    public static Location Unknown { get; } = new UnknownLoc();

    /// <summary>The names of the user's nodes in this location, outermost first.</summary>
    public IEnumerable<string> Names => this switch
    {
        NameLoc name => [name.Name],
        FusedLoc fused => fused.Locations.SelectMany(l => l.Names).Distinct(),
        CallSiteLoc call => call.Callee.Names,
        _ => [],
    };

    /// <summary>One location for what was made from several.</summary>
    public static Location Fuse(params IEnumerable<Location> locations)
    {
        var distinct = locations.SelectMany(l => l is FusedLoc { Metadata: null } f ? f.Locations : [l]).Where(l => l is not UnknownLoc).Distinct().ToArray();
        return distinct.Length switch { 0 => Unknown, 1 => distinct[0], _ => new FusedLoc(distinct) };
    }

    /// <summary>The location as a person reads it: <c>file:line:column</c> or the node's name.</summary>
    public string Describe() => this switch
    {
        FileLineColLoc f => $"{f.File}:{f.Line}:{f.Column}",
        NameLoc n => n.Child is UnknownLoc or null ? $"\"{n.Name}\"" : $"{n.Child.Describe()} \"{n.Name}\"",
        FusedLoc f => string.Join(", ", f.Locations.Select(l => l.Describe())),
        CallSiteLoc c => $"{c.Callee.Describe()} called from {c.Caller.Describe()}",
        _ => "unknown location",
    };
}

/// <summary><c>loc(unknown)</c>.</summary>
public sealed record UnknownLoc : Location;

/// <summary><c>loc("file":line:column)</c>, both counted from 1.</summary>
public sealed record FileLineColLoc(string File, int Line, int Column) : Location;

/// <summary><c>loc("name"(child))</c>: a named node.</summary>
public sealed record NameLoc(string Name, Location? Child = null) : Location;

/// <summary><c>loc(callsite(callee at caller))</c>.</summary>
public sealed record CallSiteLoc(Location Callee, Location Caller) : Location;

/// <summary><c>loc(fused&lt;metadata&gt;[…])</c>: several origins.</summary>
public sealed record FusedLoc(EquatableArray<Location> Locations, Attr? Metadata = null) : Location;
