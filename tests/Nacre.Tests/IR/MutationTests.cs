using System.Text.RegularExpressions;
using Nacre.Dialects;
using Nacre.IR;
using Nacre.Opt;
using Nacre.Tests.Lit;

namespace Nacre.Tests.Ir;

/// <summary>Damaged text never crashes: it is read, or a diagnostic says why not. What verifies after all prints and reads back the same.</summary>
public sealed partial class MutationTests
{
    private const int Seed = 20261122;
    private const int Count = 2000;
    private const int MaxLength = 8000;

    private static readonly string[] Fragments =
    [
        "(", ")", "{", "}", "[", "]", "<", ">", ",", ":", "=", "->", "^bb0", "%0", "@f", "#map", "!test.pair<i32, f32>", "\"", "0", "-1", "9223372036854775808", "0x7F", "1.0e+99",
        "tensor<?x4xf32>", "tensor<*xf32>", "index", "i0", "i1", "f8E4M3FN", "dense<1> : tensor<2xi32>", "affine_map<(d0) -> (d0 mod 2)>", "loc(unknown)", "return", "func.func", "//", "...", "?", "*",
    ];

    /// <summary>Parts that verify as they are, so that what is rejected is rejected for its damage.</summary>
    private static readonly string[] Sources =
        [.. LitFile.All.SelectMany(f => SourceParts.Split(LitFile.Load(f).Text)).Select(WithoutComments).Where(p => p.Length is > 0 and < MaxLength && Survives(p))];

    private static string WithoutComments(string text) => string.Join('\n', text.Split('\n').Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal))).Trim();

    [Fact]
    public void Every_mutation_is_read_or_diagnosed()
    {
        var random = new Random(Seed);
        var failures = new List<string>();
        var accepted = 0;
        for (var i = 0; i < Count; i++)
        {
            var source = Mutate(Sources[random.Next(Sources.Length)], random);
            try
            {
                accepted += Survives(source) ? 1 : 0;
            }
            catch (Exception e)
            {
                failures.Add($"mutation {i} of seed {Seed}: {e}\nof:\n{source}");
            }
        }
        Assert.True(failures.Count == 0, $"{failures.Count} mutations fail\n{string.Join('\n', failures.Take(5))}");
        // Some damage is harmless, most is not: otherwise the mutations test nothing.
        Assert.InRange(accepted, Count / 10, Count * 3 / 4);
    }

    /// <summary>Whether the text verifies; it then must round trip.</summary>
    private static bool Survives(string source)
    {
        var context = AllDialects.NewContext();
        if (Read(context, source) is not { } module || !Verifier.Verify(module, context.Diagnostics))
            return false;
        var printed = module.ToString();
        Assert.Equal(printed, AllDialects.ParseModule(AllDialects.NewContext(), printed).ToString());
        return true;
    }

    private static Operation? Read(IRContext context, string source)
    {
        try
        {
            return AllDialects.ParseModule(context, source);
        }
        catch (DiagnosticException)
        {
            return null;
        }
    }

    /// <summary>Half of the texts lose their form, which mostly ends in the parser; the others keep it and mean something else, which the verifier has to judge.</summary>
    private static string Mutate(string source, Random random)
    {
        if (random.Next(2) == 0)
            return Exchange(source, random);
        for (var edits = random.Next(1, 4); edits > 0; edits--)
            source = Edit(source, random);
        return source;
    }

    [GeneratedRegex(@"%[\w#]+|\b\d+\b|\b[if]\d+\b|\b[a-z_]+\.[a-z_.]+")]
    private static partial Regex Word();

    /// <summary>Removes or repeats a line, or puts a value, number, type or operation of the text in the place of another one.</summary>
    private static string Exchange(string source, Random random)
    {
        var lines = source.Split('\n');
        var at = random.Next(lines.Length);
        var words = Word().Matches(source);
        var kind = words.Count == 0 ? random.Next(2) : random.Next(4);
        if (kind == 0)
            return string.Join('\n', lines.Where((_, i) => i != at));
        if (kind == 1)
            return string.Join('\n', lines.SelectMany((l, i) => i == at ? new[] { l, l } : [l]));
        var word = words[random.Next(words.Count)];
        var alike = words.Where(w => char.IsAsciiDigit(w.Value[0]) == char.IsAsciiDigit(word.Value[0]) && (w.Value[0] == '%') == (word.Value[0] == '%')).ToArray();
        return string.Concat(source.AsSpan(0, word.Index), alike[random.Next(alike.Length)].Value, source.AsSpan(word.Index + word.Length));
    }

    private static string Edit(string source, Random random)
    {
        var at = random.Next(source.Length + 1);
        var length = Math.Min(random.Next(1, 12), source.Length - at);
        var other = random.Next(source.Length + 1);
        return random.Next(6) switch
        {
            0 => source.Remove(at, length),
            1 => source.Insert(at, Fragments[random.Next(Fragments.Length)]),
            2 => source.Remove(at, length).Insert(Math.Min(at, source.Length - length), Fragments[random.Next(Fragments.Length)]),
            3 => source.Insert(other, source.Substring(at, length)),
            4 => source[..at],
            _ => at == source.Length ? source : source.Remove(at, 1).Insert(at, ((char)random.Next(1, 128)).ToString()),
        };
    }
}
