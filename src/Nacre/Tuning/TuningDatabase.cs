using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Tuning;

/// <summary>
/// Measured schedules as text, a line each. Files are merged by writing one behind the other: of two lines for one operation and machine the later counts. Lines of another
/// schema are kept as they are, lines of other machines too, and neither is used; damaged lines are left out and reported.
/// </summary>
internal sealed class TuningDatabase
{
    private const string Header = "# nacre tuning database: SCHEMA MACHINE KEY SCHEDULE @ MICROSECONDS, WITH-THE-ESTIMATE'S-CHOICE # OPERATION (docs/tuning.md)";

    private readonly SortedDictionary<(string Machine, string Key), TuningEntry> _entries = [];
    private readonly SortedSet<string> _foreign = new(StringComparer.Ordinal);

    /// <summary>Numbers of the lines that could not be read.</summary>
    public List<int> Damaged { get; } = [];

    public static TuningDatabase Parse(string text)
    {
        var database = new TuningDatabase();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() is { Length: > 0 } line && line[0] != '#')
                database.Add(line, i + 1);
        }
        return database;
    }

    private void Add(string line, int number)
    {
        var isForeign = int.TryParse(line.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var schema) && schema != TuningEntry.Schema;
        if (isForeign)
            _foreign.Add(line);
        else if (schema == TuningEntry.Schema && TuningEntry.Parse(line) is { } entry)
            Add(entry);
        else
            Damaged.Add(number);
    }

    public void Add(TuningEntry entry) => _entries[(entry.Machine, entry.Key)] = entry;

    public TuningEntry? Find(string machine, string key) => _entries.GetValueOrDefault((machine, key));

    public IReadOnlyList<TuningEntry> Of(string machine) => [.. _entries.Values.Where(e => e.Machine == machine)];

    public MeasuredSchedules SchedulesOf(string machine) =>
        new(Of(machine).Where(e => e.Schedule is not null).ToDictionary(e => e.Key, e => e.Schedule!));

    /// <summary>Names what the database decides on a machine; times and descriptions decide nothing.</summary>
    public string FingerprintOf(string machine)
    {
        var decisions = Of(machine).Where(e => e.Schedule is not null).Select(e => $"{e.Key} {e.Schedule}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', decisions))));
    }

    /// <summary>Sorted, so that equal databases are equal files.</summary>
    public override string ToString() => string.Join('\n', _entries.Values.Select(e => e.ToString()).Concat(_foreign).Prepend(Header)) + "\n";
}
