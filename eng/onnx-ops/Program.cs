using Nacre.Eng.OnnxOps;

if (args is not [var docsDirectory, var sourceDirectory])
{
    Console.Error.WriteLine("""
        Writes the ONNX operator classes and the table of published operator versions.

        usage: dotnet run --project eng/onnx-ops -- DOCS_DIR SRC_DIR
          DOCS_DIR  the docs folder of a checkout of github.com/onnx/onnx (Changelog.md and Changelog-ml.md are read)
          SRC_DIR   the src folder of this repository
        """);
    return 2;
}

List<OpSchema> schemas =
[
    .. ChangelogReader.Read(Path.Combine(docsDirectory, "Changelog.md")),
    .. ChangelogReader.Read(Path.Combine(docsDirectory, "Changelog-ml.md")),
    .. ExperimentalOps.Schemas,
];
foreach (var dialect in OnnxDialect.All)
    DialectWriter.Write(dialect, schemas, Path.Combine(sourceDirectory, "Nacre.Dialects"));
SchemaTableWriter.Write(schemas, Path.Combine(sourceDirectory, "Nacre.Frontends", "Onnx", "Schemas", "onnx-schemas.txt"));
return 0;
