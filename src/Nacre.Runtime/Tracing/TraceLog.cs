using System.Diagnostics;
using System.Text.Json;

namespace Nacre.Runtime;

/// <summary>Something that took time on one thread.</summary>
/// <param name="Name">Shown on the event.</param>
/// <param name="Category">Groups events: <c>compile</c>, <c>load</c>, <c>run</c> or <c>kernel</c>.</param>
/// <param name="Start">As of <see cref="Stopwatch.GetTimestamp"/>.</param>
/// <param name="End">Likewise, not before the start.</param>
/// <param name="Thread">The thread's <see cref="Environment.CurrentManagedThreadId"/>.</param>
/// <param name="Details">Further facts by name; null for none.</param>
public sealed record TraceEvent(string Name, string Category, long Start, long End, int Thread, IReadOnlyDictionary<string, string>? Details = null);

/// <summary>Collects what happens when, from any thread, and writes it in the Trace Event Format, which Perfetto (ui.perfetto.dev) and Chrome (about:tracing) show.</summary>
public sealed class TraceLog
{
    private readonly Lock _lock = new();
    private readonly List<TraceEvent> _events = [];

    /// <summary>All so far, in the order in which they ended.</summary>
    public IReadOnlyList<TraceEvent> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    public void Add(TraceEvent item)
    {
        lock (_lock)
            _events.Add(item);
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path)
    {
        using FileStream stream = File.Create(path);
        Write(stream);
    }

    /// <summary>Writes all events so far; times are microseconds since the first.</summary>
    public void Write(Stream stream)
    {
        TraceEvent[] events = [.. Events.OrderBy(e => e.Start).ThenByDescending(e => e.End)];
        long origin = events.Length > 0 ? events[0].Start : 0;
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        foreach (TraceEvent item in events)
            Write(json, item, origin);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // "X" is a complete event: it has a duration.
    private static void Write(Utf8JsonWriter json, TraceEvent item, long origin)
    {
        json.WriteStartObject();
        json.WriteString("name", item.Name);
        json.WriteString("cat", item.Category);
        json.WriteString("ph", "X");
        json.WriteNumber("ts", Stopwatch.GetElapsedTime(origin, item.Start).TotalMicroseconds);
        json.WriteNumber("dur", Stopwatch.GetElapsedTime(item.Start, item.End).TotalMicroseconds);
        json.WriteNumber("pid", Environment.ProcessId);
        json.WriteNumber("tid", item.Thread);
        json.WriteStartObject("args");
        foreach (var (name, value) in item.Details ?? new Dictionary<string, string>())
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>Adds an event to a trace when it is disposed, on the thread that made it.</summary>
public readonly struct TraceSpan(TraceLog? trace, string name, string category) : IDisposable
{
    private readonly long _start = trace is null ? 0 : Stopwatch.GetTimestamp();

    public void Dispose() => trace?.Add(new TraceEvent(name, category, _start, Stopwatch.GetTimestamp(), Environment.CurrentManagedThreadId));
}

/// <summary>Tracing where there may be no trace.</summary>
public static class TraceExtensions
{
    /// <summary>The time until the result is disposed; without a trace this does nothing.</summary>
    public static TraceSpan Measure(this TraceLog? trace, string name, string category) => new(trace, name, category);
}
