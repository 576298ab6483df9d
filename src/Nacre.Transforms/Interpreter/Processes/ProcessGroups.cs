using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Which processes take part in a collective operation together (https://openxla.org/stablehlo/spec#collective-operations).</summary>
internal static class ProcessGroups
{
    /// <summary>The groups of operations that combine across replicas, or across all when they have a channel.</summary>
    public static IReadOnlyList<int>? OfReduction(Process process, Attr groups, ChannelHandleAttr? channel, bool useGlobalIds)
    {
        var lists = Lists(groups, useGlobalIds ? process.Grid.Replicas * process.Grid.Partitions : process.Grid.Replicas);
        if ((channel?.Handle ?? 0) <= 0)
            return Containing(process, AcrossReplicas(process.Grid, lists));
        return Containing(process, useGlobalIds ? lists : AcrossAll(process.Grid, lists));
    }

    /// <summary>The groups of operations that move data across replicas, or across partitions when they have a channel.</summary>
    public static IReadOnlyList<int>? OfExchange(Process process, Attr groups, ChannelHandleAttr? channel)
    {
        var isAcrossPartitions = (channel?.Handle ?? 0) > 0;
        var lists = Lists(groups, isAcrossPartitions ? process.Grid.Partitions : process.Grid.Replicas);
        return Containing(process, isAcrossPartitions ? AcrossPartitions(process.Grid, lists) : AcrossReplicas(process.Grid, lists));
    }

    private static IReadOnlyList<int>? Containing(Process process, IEnumerable<IReadOnlyList<int>> groups) => groups.FirstOrDefault(g => g.Contains(process.Id));

    private static int Id(ProcessGrid grid, int replica, int partition) => replica * grid.Partitions + partition;

    private static IEnumerable<IReadOnlyList<int>> AcrossReplicas(ProcessGrid grid, IReadOnlyList<int[]> lists) =>
        lists.SelectMany(list => Enumerable.Range(0, grid.Partitions).Select(p => (IReadOnlyList<int>)[.. list.Select(r => Id(grid, r, p))]));

    private static IEnumerable<IReadOnlyList<int>> AcrossPartitions(ProcessGrid grid, IReadOnlyList<int[]> lists) =>
        lists.SelectMany(list => Enumerable.Range(0, grid.Replicas).Select(r => (IReadOnlyList<int>)[.. list.Select(p => Id(grid, r, p))]));

    private static IEnumerable<IReadOnlyList<int>> AcrossAll(ProcessGrid grid, IReadOnlyList<int[]> lists) =>
        lists.Select(list => (IReadOnlyList<int>)[.. Enumerable.Range(0, grid.Partitions).SelectMany(p => list.Select(r => Id(grid, r, p)))]);

    /// <summary>The rows of the attribute; -1 fills up short ones, and no row means one of all.</summary>
    private static IReadOnlyList<int[]> Lists(Attr groups, int all)
    {
        if (groups is not ElementsAttr { Type: RankedTensorType { Rank: 2 } type } elements)
            throw new EvaluationException("groups of a device mesh have no reference semantics");
        if (elements.Count == 0)
            return [[.. Enumerable.Range(0, all)]];
        return [.. elements.ToIntegers().Chunk((int)type.Shape[1]).Select(row => row.Where(id => id >= 0).Select(id => (int)id).ToArray())];
    }
}
