using System.Globalization;

namespace Nacre.IR;

/// <summary>A step over the IR: an immutable record whose fields are its options.</summary>
public abstract record Pass
{
    /// <summary>The name in textual pipelines, e.g. <c>canonicalize</c>.</summary>
    public abstract string Argument { get; }

    /// <summary>The options that differ from their defaults, as written in a textual pipeline.</summary>
    public virtual IEnumerable<(string Name, string Value)> Options => [];

    /// <summary>Transforms <paramref name="root"/>. Errors of the input are diagnostics; throw only for broken invariants.</summary>
    public abstract void Run(Operation root, PassContext context);

    /// <summary>The pass as a textual pipeline writes it.</summary>
    public string Text => Options.Any() ? $"{Argument}{{{string.Join(" ", Options.Select(o => $"{o.Name}={o.Value}"))}}}" : Argument;
}

/// <summary>A pass that textual pipelines can name.</summary>
public interface IPass<TSelf> where TSelf : Pass, IPass<TSelf>
{
    static abstract string PassArgument { get; }

    /// <summary>One sentence for <c>--list-passes</c>.</summary>
    static abstract string Description { get; }
    static abstract TSelf FromOptions(PassOptions options);
}

/// <summary>What a pass works with.</summary>
public sealed class PassContext(IRContext ir)
{
    public IRContext IR { get; } = ir;
    public DiagnosticEngine Diagnostics => IR.Diagnostics;
}

/// <summary>The <c>{name=value …}</c> of a pass in a textual pipeline.</summary>
public sealed class PassOptions(IReadOnlyDictionary<string, string> values)
{
    private readonly HashSet<string> _known = [];

    public static PassOptions None { get; } = new(new Dictionary<string, string>());

    public string Get(string name, string defaultValue)
    {
        _known.Add(name);
        return values.GetValueOrDefault(name, defaultValue);
    }

    public bool Get(string name, bool defaultValue) => Get(name, defaultValue ? "true" : "false") is "true" or "1" or "";

    public int Get(string name, int defaultValue) =>
        int.TryParse(Get(name, defaultValue.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException($"option '{name}' is no integer");

    /// <summary>Throws when an option was given that the pass did not ask for.</summary>
    internal void CheckAllKnown(string pass)
    {
        if (values.Keys.FirstOrDefault(k => !_known.Contains(k)) is { } unknown)
            throw new FormatException($"pass '{pass}' has no option '{unknown}'{(_known.Count > 0 ? $"; it has {string.Join(", ", _known)}" : "")}");
    }
}

/// <summary>The passes that textual pipelines may name: an explicit list.</summary>
public sealed class PassRegistry
{
    private readonly SortedDictionary<string, (string Description, Func<PassOptions, Pass> Make)> _passes = new(StringComparer.Ordinal);

    public PassRegistry Add<T>() where T : Pass, IPass<T>
    {
        _passes.Add(T.PassArgument, (T.Description, options =>
        {
            var pass = T.FromOptions(options);
            options.CheckAllKnown(T.PassArgument);
            return pass;
        }
        ));
        return this;
    }

    public IEnumerable<(string Argument, string Description)> All => _passes.Select(p => (p.Key, p.Value.Description));
    public bool Contains(string argument) => _passes.ContainsKey(argument);

    /// <exception cref="FormatException">Unknown pass or option.</exception>
    public Pass Make(string argument, PassOptions options) =>
        _passes.TryGetValue(argument, out var entry) ? entry.Make(options) : throw new FormatException($"unknown pass '{argument}'; --list-passes shows them all");
}
