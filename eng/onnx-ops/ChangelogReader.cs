using System.Globalization;
using System.Text.RegularExpressions;

namespace Nacre.Eng.OnnxOps;

/// <summary>Reads names, arities, attribute types and defaults from ONNX's generated operator changelog.</summary>
internal static partial class ChangelogReader
{
    [GeneratedRegex("""^### <a name="(?:(?<domain>[a-z.]+)\.)?(?<name>[A-Za-z0-9]+)-(?<since>\d+)"></a>""")]
    private static partial Regex OpHeading();

    [GeneratedRegex("""^<dt><tt>(?<name>\w+)(?:\.\.\.)?</tt>(?: \((?<flags>[^)]*)\))? : """)]
    private static partial Regex ValueLine();

    [GeneratedRegex("""^<dt><tt>(?<name>\w+)</tt> : (?<type>[a-z_ ]+?)(?<required> \(required\))?(?: \(default is (?<default>.*)\))?</dt>$""")]
    private static partial Regex AttributeLine();

    public static IReadOnlyList<OpSchema> Read(string path)
    {
        var schemas = new List<OpSchema>();
        Builder? op = null;
        foreach (var line in File.ReadLines(path))
        {
            if (OpHeading().Match(line) is { Success: true } heading)
            {
                schemas.AddRange(op?.Build() is { } done ? [done] : []);
                op = new Builder(heading);
            }
            op?.Add(line);
        }
        schemas.AddRange(op?.Build() is { } last ? [last] : []);
        return schemas;
    }

    private sealed class Builder(Match heading)
    {
        private readonly List<ValueSchema> _inputs = [];
        private readonly List<ValueSchema> _outputs = [];
        private readonly List<AttributeSchema> _attributes = [];
        private string _section = "";

        public void Add(string line)
        {
            if (line.StartsWith("#### ", StringComparison.Ordinal))
                _section = line.Split(' ')[1];
            else if (_section == "Attributes" && AttributeLine().Match(line) is { Success: true } attribute)
                _attributes.Add(ToAttribute(attribute));
            else if (_section == "Inputs" && ValueLine().Match(line) is { Success: true } input)
                _inputs.Add(ToValue(input));
            else if (_section == "Outputs" && ValueLine().Match(line) is { Success: true } output)
                _outputs.Add(ToValue(output));
            else if (_section is "Attributes" or "Inputs" or "Outputs" && line.StartsWith("<dt>", StringComparison.Ordinal))
                throw new InvalidDataException($"{heading.Groups["name"]}-{heading.Groups["since"]}: cannot read '{line}'");
        }

        public OpSchema Build() => new(
            heading.Groups["domain"] is { Success: true, Value: var domain } ? domain : OpSchema.DefaultDomain,
            heading.Groups["name"].Value,
            int.Parse(heading.Groups["since"].Value, CultureInfo.InvariantCulture),
            _inputs, _outputs, _attributes)
        {
            IsTombstone = _inputs.Count == 0 && _outputs.Count == 0,
        };

        private static ValueSchema ToValue(Match match)
        {
            var flags = match.Groups["flags"].Value.Split(", ");
            var arity = flags.Contains("variadic") ? Arity.Variadic : flags.Contains("optional") ? Arity.Optional : Arity.Single;
            return new(match.Groups["name"].Value, arity);
        }

        private static AttributeSchema ToAttribute(Match match) => new(
            match.Groups["name"].Value,
            match.Groups["type"].Value,
            match.Groups["required"].Success,
            match.Groups["default"] is { Success: true, Value: var value } ? value : null);
    }
}
