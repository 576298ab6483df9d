using System.Text;
using Nacre.Cli;

namespace Nacre.Tests.Lit;

/// <summary>A test file does not do what it says.</summary>
internal sealed class LitException(string message) : Exception(message);

/// <summary>
/// Runs a file's command lines in process: stages joined by <c>|</c>, each <c>nacre …</c>, <c>FileCheck …</c> or <c>roundtrip</c>. <c>%s</c> is the file,
/// <c>not</c> in front of a stage expects it to fail, <c>2>&amp;1</c> joins the streams.
/// </summary>
internal static class LitRunner
{
    public static void Run(LitFile file)
    {
        if (file.Commands.Count == 0)
            throw new LitException($"{file.Path}: no RUN line");
        foreach (var command in file.Commands)
            RunCommand(file, command);
    }

    private static void RunCommand(LitFile file, string command)
    {
        var text = file.Text;
        var isFirst = command == file.Commands[0];
        foreach (var stage in Stages(command))
        {
            if (stage[0] == "FileCheck" && isFirst && file.MayUpdate && Environment.GetEnvironmentVariable("NACRE_UPDATE") == "1")
                file.Update(text);
            text = RunStage(file, [.. stage.Select(w => w.Replace("%s", file.Path))], text);
        }
    }

    private static string RunStage(LitFile file, string[] words, string input)
    {
        var expectFailure = words[0] == "not";
        var stage = expectFailure ? words[1..] : words;
        switch (stage[0])
        {
            case "nacre": return RunNacre(stage[1..], input, expectFailure);
            case "FileCheck": return CheckOutput(file, stage[1..], input);
            case "roundtrip": return RoundTrip.Check(file, stage[1..]);
            default: throw new LitException($"{file.Path}: unknown tool '{stage[0]}'");
        }
    }

    private static string RunNacre(string[] arguments, string input, bool expectFailure)
    {
        var joined = arguments.Contains("2>&1");
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = NacreCommand.Run([.. arguments.Where(a => a != "2>&1")], new CommandConsole(new StringReader(input), output, joined ? output : error));
        if (exit != 0 != expectFailure)
            throw new LitException($"nacre {string.Join(' ', arguments)}: exit code {exit}\n{error}{(joined ? output : "")}");
        return output.ToString();
    }

    private static string CheckOutput(LitFile file, string[] arguments, string input)
    {
        var prefixes = arguments.Where(a => a.Contains("check-prefix", StringComparison.Ordinal)).SelectMany(a => a[(a.IndexOf('=') + 1)..].Split(',')).ToArray();
        FileCheck.Check(file.Text, file.Path, input, prefixes.Length > 0 ? prefixes : ["CHECK"]);
        return "";
    }

    private static List<string[]> Stages(string command)
    {
        var stages = new List<List<string>> { new() };
        foreach (var word in Words(command))
        {
            if (word == "|")
                stages.Add([]);
            else
                stages[^1].Add(word);
        }
        return [.. stages.Select(s => s.ToArray())];
    }

    /// <summary>Words as a shell splits them: blanks separate, quotes keep together.</summary>
    public static IEnumerable<string> Words(string command)
    {
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var c in command)
        {
            if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (quote == '\0' && c == ' ')
            {
                if (word.Length > 0)
                    yield return word.ToString();
                word.Clear();
            }
            else
                word.Append(c);
        }
        if (word.Length > 0)
            yield return word.ToString();
    }
}
