using Nacre.Dialects.Kernels;
using Nacre.IR;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>What <see cref="ContractionTactic"/> decides.</summary>
/// <param name="Rows">Most rows of a register tile.</param>
/// <param name="Vectors">Vectors of a register tile, the width of a panel.</param>
/// <param name="RowsOutside">Whether all panels of a row tile come before the next row tile, or all row tiles of a panel before the next panel.</param>
internal readonly record struct ContractionSchedule(int Rows, int Vectors, bool RowsOutside)
{
    private const string RowsName = "rows", VectorsName = "vectors", RowsOutsideName = "rows_outside";

    public static ContractionSchedule Of(KernelOp kernel)
    {
        var schedule = Schedule.Of(kernel)!;
        return new ContractionSchedule((int)schedule[RowsName], (int)schedule[VectorsName], schedule[RowsOutsideName] != 0);
    }

    public Schedule ToSchedule() => new(
        ContractionTactic.Tactic, new ScheduleParameter(RowsName, Rows), new ScheduleParameter(VectorsName, Vectors), new ScheduleParameter(RowsOutsideName, RowsOutside ? 1 : 0));

    public RegisterTile Tile(int lanes) => new(Rows, Vectors, lanes);

    /// <summary>The estimate, then the highest tile of each width and a lower one, in both orders of the loops.</summary>
    public static IReadOnlyList<ContractionSchedule> Candidates(Contraction contraction, int lanes, CpuMachine machine)
    {
        const int maxVectors = 4, maxRows = 28, lowRows = 8;
        var tile = RegisterTile.Choose(machine, lanes, contraction);
        var estimate = new ContractionSchedule(tile.Rows, tile.Vectors, IsWeightsSmall(contraction, machine));
        var widths = Enumerable.Range(1, (int)Math.Clamp((contraction.ColumnsPerGroup + lanes - 1) / lanes, 1, maxVectors));
        var tiles = widths.Select(v => (Rows: Math.Min(maxRows, (machine.VectorRegisters - v - 1) / v), Vectors: v)).Append((Rows: Math.Min(lowRows, tile.Rows), tile.Vectors));
        return [.. tiles.Prepend((tile.Rows, tile.Vectors)).SelectMany(t => new[] { estimate.RowsOutside, !estimate.RowsOutside }, (t, order) => new ContractionSchedule(t.Rows, t.Vectors, order)).Distinct()];
    }

    /// <summary>Small weights stay in L2 while the rows go by; large ones are read panel by panel, each once.</summary>
    private static bool IsWeightsSmall(Contraction contraction, CpuMachine machine) =>
        contraction.Depth * contraction.Columns * contraction.B.Type.ElementOrSelf().StorageBytes() < machine.L2Bytes / 2;
}
