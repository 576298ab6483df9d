using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Nacre.Tests.Structure;

/// <summary>What a compiled assembly refers to, read from its metadata and method bodies without loading it.</summary>
internal sealed class CompiledAssembly
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    private readonly MetadataReader _metadata;
    private readonly PEReader _file;

    public string Name { get; }

    /// <summary>Simple names of the assemblies that it uses.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Native functions and the types (outermost) that declare them.</summary>
    public IReadOnlyList<NativeImport> NativeImports { get; }

    /// <summary>For each type (with the types nested in it) the types it mentions in signatures, bases, attributes and method bodies; full names, outermost.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Uses { get; }

    public CompiledAssembly(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        (_file, _metadata) = (file, file.GetMetadataReader());
        Name = _metadata.GetString(_metadata.GetAssemblyDefinition().Name);
        References = [.. _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name))];
        NativeImports = [.. _metadata.MethodDefinitions.Select(_metadata.GetMethodDefinition)
            .Where(method => (method.Attributes & MethodAttributes.PinvokeImpl) != 0).Select(ToImport)];

        var uses = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var group in _metadata.TypeDefinitions.GroupBy(handle => MetadataNames.Outermost(_metadata, handle)))
        {
            var mentioned = new TypeMentions(_metadata);
            foreach (var handle in group)
                AddType(_metadata.GetTypeDefinition(handle), mentioned);
            uses.Add(group.Key, mentioned.Names);
        }
        Uses = uses;
    }

    private NativeImport ToImport(MethodDefinition method)
    {
        var import = method.GetImport();
        var library = _metadata.GetString(_metadata.GetModuleReference(import.Module).Name);
        return new NativeImport(MetadataNames.Outermost(_metadata, method.GetDeclaringType()), library, _metadata.GetString(import.Name));
    }

    private void AddType(TypeDefinition type, TypeMentions mentioned)
    {
        mentioned.Add(type.BaseType);
        foreach (var handle in type.GetInterfaceImplementations())
            mentioned.Add(_metadata.GetInterfaceImplementation(handle).Interface);
        foreach (var handle in type.GetFields())
            _metadata.GetFieldDefinition(handle).DecodeSignature(mentioned, null);
        foreach (var handle in type.GetCustomAttributes())
            mentioned.Add(_metadata.GetCustomAttribute(handle).Constructor);
        foreach (var handle in type.GetMethods())
            AddMethod(_metadata.GetMethodDefinition(handle), mentioned);
    }

    private void AddMethod(MethodDefinition method, TypeMentions mentioned)
    {
        method.DecodeSignature(mentioned, null);
        foreach (var handle in method.GetGenericParameters().SelectMany(parameter => _metadata.GetGenericParameter(parameter).GetConstraints()))
            mentioned.Add(_metadata.GetGenericParameterConstraint(handle).Type);
        if (method.RelativeVirtualAddress == 0)
            return;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(mentioned, null);
        foreach (var region in body.ExceptionRegions)
            mentioned.Add(region.CatchType);
        AddInstructions(body.GetILReader(), mentioned);
    }

    private static void AddInstructions(BlobReader code, TypeMentions mentioned)
    {
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE)
                value = value << 8 | code.ReadByte();
            switch (Operands[value])
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    mentioned.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32(); // before Offset is read: a compound assignment would lose these 4 bytes
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineNone: break;
                case OperandType.InlineI8 or OperandType.InlineR: code.Offset += 8; break;
                case OperandType.InlineVar: code.Offset += 2; break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar: code.Offset += 1; break;
                default: code.Offset += 4; break;
            }
        }
    }
}

/// <summary>A native function declared in a type.</summary>
internal sealed record NativeImport(string Type, string Library, string Function);

internal static class MetadataNames
{
    /// <summary>Namespace and name of the type that a type is nested in at the outermost level, or its own.</summary>
    public static string Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        return outer.IsNil ? $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}" : Outermost(metadata, outer);
    }

    public static string Outermost(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? Outermost(metadata, (TypeReferenceHandle)type.ResolutionScope)
            : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
