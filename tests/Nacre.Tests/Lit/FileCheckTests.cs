
namespace Nacre.Tests.Lit;

/// <summary>The checker itself: what must pass passes, what must fail fails.</summary>
public sealed class FileCheckTests
{
    private const string Text = "func @a\n  %0 = add %x, %y\n  %1 = mul %0, %0\n\nfunc @b\n  %0 = sub %x, %x\n";

    [Theory]
    [InlineData("CHECK: add\nCHECK: mul")]
    [InlineData("CHECK: %[[SUM:.*]] = add\nCHECK-NEXT: mul %[[SUM]], %[[SUM]]")]
    [InlineData("CHECK: func @a\nCHECK-NEXT:   %{{[0-9]+}}   = add")]
    [InlineData("CHECK: add\nCHECK-SAME: %y")]
    [InlineData("CHECK-LABEL: @a\nCHECK-NOT: sub\nCHECK-LABEL: @b\nCHECK: sub")]
    [InlineData("CHECK-DAG: mul\nCHECK-DAG: add\nCHECK: @b")]
    [InlineData("CHECK-COUNT-2: func")]
    [InlineData("CHECK: mul\nCHECK-EMPTY:\nCHECK-NEXT: @b")]
    [InlineData("CHECK: sub %[[X:[a-z]]], %[[X]]{{$}}")]
    public void Accepts(string checks) => FileCheck.Check(checks, "checks", Text, ["CHECK"]);

    [Theory]
    [InlineData("CHECK: mul\nCHECK: add")]
    [InlineData("CHECK: func @a\nCHECK-NEXT: mul")]
    [InlineData("CHECK: add\nCHECK-NEXT: %y")]
    [InlineData("CHECK: add\nCHECK-SAME: mul")]
    [InlineData("CHECK: func @a\nCHECK-NOT: mul\nCHECK: @b")]
    [InlineData("CHECK-LABEL: @a\nCHECK: sub\nCHECK-LABEL: @b")]
    [InlineData("CHECK: add %[[X:[a-z]]], %[[X]]")]
    [InlineData("CHECK: mul %[[UNDEFINED]]")]
    [InlineData("CHECK-COUNT-3: func")]
    [InlineData("CHECK-DAG: add\nCHECK-DAG: add")]
    [InlineData("CHECK: add\nCHECK-EMPTY:")]
    [InlineData("nothing to check")]
    public void Rejects(string checks) => Assert.Throws<FileCheckException>(() => FileCheck.Check(checks, "checks", Text, ["CHECK"]));

    [Fact]
    public void Other_prefixes_are_ignored() => FileCheck.Check("A: add\nB: missing\nA-NOT: div", "checks", Text, ["A"]);

    [Fact]
    public void Rewritten_expectations_hold()
    {
        const string source = "// RUN: x\n// CHECK-AUTO\nfunc @a\n\n// CHECK: old\n// -----\nfunc @b\n";
        const string output = "func @a\n  [[1]] {{x}}\n\n  end\n// -----\nfunc @b\n";
        var rewritten = ExpectationWriter.Rewrite(source, output);
        Assert.DoesNotContain("old", rewritten, StringComparison.Ordinal);
        Assert.Contains("// CHECK-AUTO", rewritten, StringComparison.Ordinal);
        FileCheck.Check(rewritten, "rewritten", output, ["CHECK"]);
        Assert.Equal(rewritten, ExpectationWriter.Rewrite(rewritten, output));
    }
}
