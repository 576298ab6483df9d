using Nacre.Caching;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Tuning;

namespace Nacre.Tests.Tuning;

/// <summary>The database as text.</summary>
public sealed class TuningDatabaseTests
{
    private const string Line = "1 aa 01 winograd block_bytes=1048576 outputs=4 @ 812.3 990.0 # stablehlo.convolution";
    private const string Estimate = "1 aa 02 estimate @ 5.0 5.0 # stablehlo.dot_general";

    [Fact]
    public void Prints_what_it_reads_in_order()
    {
        var text = TuningDatabase.Parse($"{Estimate}\n\n# a remark\n{Line}\r\n").ToString();
        Assert.Equal([Line, Estimate], text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]);
        Assert.Equal(text, TuningDatabase.Parse(text).ToString());
    }

    [Fact]
    public void An_entry_says_what_was_measured()
    {
        var entry = TuningDatabase.Parse(Line).Find("aa", "01")!;
        Assert.Equal(new Schedule("winograd", new ScheduleParameter("outputs", 4), new ScheduleParameter("block_bytes", 1 << 20)), entry.Schedule);
        Assert.Equal((812.3, 990.0, "stablehlo.convolution"), (entry.Microseconds, entry.EstimateMicroseconds, entry.Description));
    }

    [Fact]
    public void Files_merge_by_concatenation_and_the_later_line_counts()
    {
        var later = Line.Replace("outputs=4", "outputs=2", StringComparison.Ordinal);
        var merged = TuningDatabase.Parse(TuningDatabase.Parse($"{Line}\n{Estimate}").ToString() + TuningDatabase.Parse(later).ToString());
        Assert.Equal(2, merged.Find("aa", "01")!.Schedule!["outputs"]);
        Assert.NotNull(merged.Find("aa", "02"));
        Assert.Empty(merged.Damaged);
    }

    [Fact]
    public void Other_machines_and_schemas_are_kept_and_not_used()
    {
        var (otherMachine, otherSchema) = (Line.Replace(" aa ", " bb ", StringComparison.Ordinal), "2 aa 01 something quite: different");
        var database = TuningDatabase.Parse($"{otherMachine}\n{otherSchema}");
        Assert.Empty(database.Of("aa"));
        Assert.Empty(database.Damaged);
        Assert.Equal([otherMachine, otherSchema], database.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("winograd")]
    [InlineData("1 aa 01 winograd outputs=4")]
    [InlineData("1 aa 01 winograd outputs=4 @ 1.0")]
    [InlineData("1 aa 01 winograd outputs=4 @ 1.0 2.0 3.0")]
    [InlineData("1 aa 01 winograd outputs=-4 @ 1.0 2.0")]
    [InlineData("1 aa 01 winograd outputs @ 1.0 2.0")]
    [InlineData("1 aa 01 winograd =4 @ 1.0 2.0")]
    [InlineData("1 aa 01 outputs=4 @ 1.0 2.0")]
    [InlineData("1 aa 01 estimate outputs=4 @ 1.0 2.0")]
    [InlineData("1 aa 01 winograd outputs=99999999999999999999 @ 1.0 2.0")]
    [InlineData("1 aa 0x winograd outputs=4 @ 1.0 2.0")]
    [InlineData("1 aa 01 winograd outputs=4 @ one 2.0")]
    [InlineData("1 aa 01 @ 1.0 2.0 @ 1.0 2.0")]
    [InlineData("<<<<<<< ours")]
    public void A_damaged_line_is_skipped_and_reported(string damaged)
    {
        var database = TuningDatabase.Parse($"{Line}\n{damaged}\n{Estimate}\n");
        Assert.Equal(damaged.Length == 0 ? [] : [2], database.Damaged);
        Assert.Equal(["01", "02"], database.Of("aa").Select(e => e.Key));
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_decisions()
    {
        var fingerprint = TuningDatabase.Parse(Line).FingerprintOf("aa");
        Assert.Equal(fingerprint, TuningDatabase.Parse($"{Line.Replace("812.3", "900", StringComparison.Ordinal)} again\n{Estimate}").FingerprintOf("aa"));
        Assert.NotEqual(fingerprint, TuningDatabase.Parse(Line.Replace("outputs=4", "outputs=2", StringComparison.Ordinal)).FingerprintOf("aa"));
        Assert.NotEqual(fingerprint, TuningDatabase.Parse(Line).FingerprintOf("bb"));
    }

    [Fact]
    public void Times_for_another_target_are_another_machine() => Assert.NotEqual(CacheKey.OfTiming("host"), CacheKey.OfTiming("x86-64-v3"));
}
