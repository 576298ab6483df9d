using System.Globalization;
using Nacre.Dialects.Kernels;
using Nacre.IR;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// What a tactic decides before it writes loops: its name and numbers, such as <c>winograd block_bytes=1048576 outputs=4</c>. In the IR it is the kernel's attributes
/// <c>tactic</c> and <c>schedule</c>. Without numbers, it leaves them to the tactic's estimate.
/// </summary>
public sealed record Schedule
{
    /// <param name="parameters">Sorted here by name.</param>
    public Schedule(string tactic, params IEnumerable<ScheduleParameter> parameters) =>
        (Tactic, Parameters) = (tactic, parameters.OrderBy(p => p.Name, StringComparer.Ordinal).ToEquatableArray());

    public string Tactic { get; }
    public EquatableArray<ScheduleParameter> Parameters { get; }

    /// <exception cref="InvalidOperationException">There is no parameter of this name.</exception>
    public long this[string name] => Parameters.First(p => p.Name == name).Value;

    /// <summary>What a kernel says; null before its tactic is assigned.</summary>
    public static Schedule? Of(KernelOp kernel) => kernel.Tactic is { } tactic
        ? new Schedule(tactic, (kernel.Schedule?.Entries ?? []).Select(e => new ScheduleParameter(e.Name, ((IntegerAttr)e.Value).Value)))
        : null;

    /// <summary>Writes the schedule into the kernel.</summary>
    public void Assign(KernelOp kernel)
    {
        kernel.Tactic = Tactic;
        kernel.Schedule = Parameters.Count == 0 ? null : new DictionaryAttr(Parameters.Select(p => new NamedAttr(p.Name, IntegerAttr.I64(p.Value))));
    }

    /// <summary>Reads <c>winograd block_bytes=1048576 outputs=4</c>, as words; null when they are none.</summary>
    public static Schedule? Parse(ReadOnlySpan<string> words)
    {
        if (words.Length == 0 || words[0].Length == 0 || words[0].Contains('='))
            return null;
        var parameters = new List<ScheduleParameter>();
        foreach (var word in words[1..])
        {
            var parts = word.Split('=');
            if (parts is not [{ Length: > 0 } name, var text] || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return null;
            parameters.Add(new ScheduleParameter(name, value));
        }
        return new Schedule(words[0], parameters);
    }

    public override string ToString() => string.Join(' ', Parameters.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}={p.Value}")).Prepend(Tactic));
}

/// <summary>A number of a schedule; not negative.</summary>
public readonly record struct ScheduleParameter(string Name, long Value);
