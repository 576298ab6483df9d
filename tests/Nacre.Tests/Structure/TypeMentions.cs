using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Nacre.Tests.Structure;

/// <summary>Collects the types behind metadata handles and signatures. As a signature decoder it has no result but the names it collects.</summary>
internal sealed class TypeMentions(MetadataReader metadata) : ISignatureTypeProvider<object?, object?>
{
    private readonly HashSet<string> _names = [];

    /// <summary>Full names of outermost types.</summary>
    public IReadOnlySet<string> Names => _names;

    public void Add(EntityHandle handle)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition: _names.Add(MetadataNames.Outermost(metadata, (TypeDefinitionHandle)handle)); break;
            case HandleKind.TypeReference: _names.Add(MetadataNames.Outermost(metadata, (TypeReferenceHandle)handle)); break;
            case HandleKind.TypeSpecification: metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null); break;
            case HandleKind.MethodDefinition: Add(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()); break;
            case HandleKind.FieldDefinition: Add(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()); break;
            case HandleKind.MemberReference: AddMember(metadata.GetMemberReference((MemberReferenceHandle)handle)); break;
            case HandleKind.MethodSpecification:
                var method = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(method.Method);
                method.DecodeSignature(this, null);
                break;
        }
    }

    private void AddMember(MemberReference member)
    {
        Add(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Field)
            member.DecodeFieldSignature(this, null);
        else
            member.DecodeMethodSignature(this, null);
    }

    object? ISimpleTypeProvider<object?>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Collect(handle);
    object? ISimpleTypeProvider<object?>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Collect(handle);
    object? ISignatureTypeProvider<object?, object?>.GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind)
        => Collect(handle);
    object? ISimpleTypeProvider<object?>.GetPrimitiveType(PrimitiveTypeCode typeCode) => null;
    object? ISZArrayTypeProvider<object?>.GetSZArrayType(object? elementType) => null;
    object? IConstructedTypeProvider<object?>.GetArrayType(object? elementType, ArrayShape shape) => null;
    object? IConstructedTypeProvider<object?>.GetByReferenceType(object? elementType) => null;
    object? IConstructedTypeProvider<object?>.GetPointerType(object? elementType) => null;
    object? IConstructedTypeProvider<object?>.GetGenericInstantiation(object? genericType, ImmutableArray<object?> typeArguments) => null;
    object? ISignatureTypeProvider<object?, object?>.GetFunctionPointerType(MethodSignature<object?> signature) => null;
    object? ISignatureTypeProvider<object?, object?>.GetGenericMethodParameter(object? context, int index) => null;
    object? ISignatureTypeProvider<object?, object?>.GetGenericTypeParameter(object? context, int index) => null;
    object? ISignatureTypeProvider<object?, object?>.GetModifiedType(object? modifier, object? unmodifiedType, bool isRequired) => null;
    object? ISignatureTypeProvider<object?, object?>.GetPinnedType(object? elementType) => null;

    private object? Collect(EntityHandle handle)
    {
        Add(handle);
        return null;
    }
}
