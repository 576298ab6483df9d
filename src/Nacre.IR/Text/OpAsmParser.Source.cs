namespace Nacre.IR;

public sealed partial class OpAsmParser
{
    /// <summary>Parses a file: aliases, operations, resources. Returns its top-level operations.</summary>
    /// <exception cref="DiagnosticException">The text is not valid.</exception>
    public static List<Operation> ParseSource(IRContext context, string source, string file = "-")
    {
        var parser = new OpAsmParser(context, source, file);
        parser.FindResources();
        parser._isolated.Push(new IsolatedScope());
        parser._blocks.Push(new Dictionary<string, Block>(StringComparer.Ordinal));
        var operations = new List<Operation>();
        while (!parser.AtEnd)
        {
            if (parser.Is(TokenKind.HashId))
                parser.ParseAttributeAlias();
            else if (parser.Is(TokenKind.BangId))
                parser.ParseTypeAlias();
            else if (parser.Take(TokenKind.FileMetadataBegin))
                parser.ParseFileMetadata();
            else
                operations.Add(parser.ParseOperation());
        }
        parser.CloseBlocks();
        parser.CloseIsolatedScope();
        return operations;
    }

    /// <summary>A text under <c>external_resources</c> in the file's metadata; null when there is none.</summary>
    public static string? ReadExternalResource(IRContext context, string source, string group, string key)
    {
        var parser = new OpAsmParser(context, source);
        parser.FindResources();
        return parser._externalResources.GetValueOrDefault((group, key));
    }

    private readonly Dictionary<(string Group, string Key), string> _externalResources = [];

    private void ParseAttributeAlias()
    {
        var name = TokenSpan[1..].ToString();
        Advance();
        Parse("=");
        AttributeAliases[name] = ParseAttribute();
    }

    private void ParseTypeAlias()
    {
        var name = TokenSpan[1..].ToString();
        Advance();
        Parse("=");
        TypeAliases[name] = ParseType();
    }

    /// <summary>The resources stand at the end of the file but are needed before: they are read first.</summary>
    private void FindResources()
    {
        var at = Source.LastIndexOf("{-#", StringComparison.Ordinal);
        if (at < 0)
            return;
        MoveTo(at + 3);
        ParseFileMetadata();
        MoveTo(0);
    }

    private void ParseFileMetadata()
    {
        while (!Take(TokenKind.FileMetadataEnd))
        {
            var section = ParseKeyword("a metadata section");
            Parse(":");
            ParseList("{", "}", () => ParseResourceGroup(section));
            Take(TokenKind.Comma);
        }
    }

    private int ParseResourceGroup(string section)
    {
        var group = ParseKeywordOrString();
        Parse(":");
        ParseList("{", "}", () =>
        {
            var key = ParseKeywordOrString();
            Parse(":");
            ParseResource(section, group, key);
            return 0;
        });
        return 0;
    }

    private void ParseResource(string section, string group, string key)
    {
        var position = Position;
        if (!ParseOptionalString(out var text))
        {
            ParseAttribute();
            return;
        }
        if (section == "external_resources")
            _externalResources[(group, key)] = text;
        if (section != "dialect_resources" || !text.StartsWith("0x", StringComparison.Ordinal))
            return;
        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(text.AsSpan(2));
        }
        catch (FormatException)
        {
            throw SyntaxError(position, $"invalid hex digits in resource '{key}'");
        }
        // The first four bytes are the alignment of what follows.
        Resources[key] = Blob.Of(bytes.AsMemory(Math.Min(4, bytes.Length)));
    }
}
