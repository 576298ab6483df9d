using System.Text;

namespace Nacre.IR;

public enum Severity { Note, Remark, Warning, Error }

/// <summary>A message to the user about a place in the input.</summary>
public sealed record Diagnostic(Severity Severity, Location Location, string Message)
{
    public IReadOnlyList<Diagnostic> Notes { get; init; } = [];

    /// <summary>The source line with a caret under the place, when the source is text.</summary>
    public string? Excerpt { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder();
        if (Location is not UnknownLoc)
            text.Append(Location.Describe()).Append(": ");
        text.Append(Severity.ToString().ToLowerInvariant()).Append(": ").Append(Message);
        if (Excerpt is not null)
            text.Append('\n').Append(Excerpt);
        foreach (var note in Notes)
            text.Append('\n').Append(note);
        return text.ToString();
    }
}

/// <summary>Collects diagnostics and passes each on to the listeners.</summary>
public sealed class DiagnosticEngine
{
    private readonly List<Diagnostic> _all = [];

    public event Action<Diagnostic>? Emitted;
    public IReadOnlyList<Diagnostic> All => _all;
    public IEnumerable<Diagnostic> Errors => _all.Where(d => d.Severity == Severity.Error);
    public bool HasErrors => Errors.Any();

    public void Emit(Diagnostic diagnostic)
    {
        _all.Add(diagnostic);
        Emitted?.Invoke(diagnostic);
    }

    public void Emit(DiagnosticException error)
    {
        Emit(error.Diagnostic);
        foreach (var next in error.FollowUps)
            Emit(next);
    }

    public void Error(Location location, string message) => Emit(new Diagnostic(Severity.Error, location, message));
    public void Warning(Location location, string message) => Emit(new Diagnostic(Severity.Warning, location, message));
    public void Error(Operation op, string message) => Error(op.Location, $"'{op.Name}' op {message}");
    public void Clear() => _all.Clear();
}

/// <summary>Stops a parse or a pass because of what the user gave; carries the diagnostic to report.</summary>
public sealed class DiagnosticException(Diagnostic diagnostic) : Exception(diagnostic.ToString())
{
    public DiagnosticException(Location location, string message) : this(new Diagnostic(Severity.Error, location, message)) { }
    public DiagnosticException(Operation op, string message) : this(op.Location, $"'{op.Name}' op {message}") { }
    public Diagnostic Diagnostic { get; } = diagnostic;

    /// <summary>What follows from the error: where the part that failed belongs.</summary>
    public IReadOnlyList<Diagnostic> FollowUps { get; private init; } = [];

    /// <summary>The same with one more diagnostic behind it.</summary>
    public DiagnosticException And(Diagnostic next) => new(Diagnostic) { FollowUps = [.. FollowUps, next] };
}
