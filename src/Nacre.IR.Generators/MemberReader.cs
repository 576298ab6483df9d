using System;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Nacre.IR.Generators;

/// <summary>Reads a declared part from its property.</summary>
internal static class MemberReader
{
    public static Member? Read(IPropertySymbol property)
    {
        foreach (var attribute in property.GetAttributes())
        {
            var kind = attribute.AttributeClass?.Name switch
            {
                "OperandAttribute" => MemberKind.Operand,
                "ResultAttribute" => MemberKind.Result,
                "AttrAttribute" => MemberKind.Attr,
                "RegionAttribute" => MemberKind.Region,
                "SuccessorAttribute" => MemberKind.Successor,
                _ => (MemberKind?)null,
            };
            if (kind is { } known && property.IsPartialDefinition)
                return Read(property, attribute, known);
        }
        return null;
    }

    private static Member Read(IPropertySymbol property, AttributeData attribute, MemberKind kind)
    {
        var member = new Member
        {
            Kind = kind,
            Property = property.Name,
            Name = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? SnakeOrCamel(property.Name, kind),
            Type = property.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
                SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier)),
            HasSetter = property.SetMethod is not null,
            Arity = ArityOf(property),
            Constraint = attribute.AttributeClass!.TypeArguments.FirstOrDefault()?.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
        };
        member.IsBuildable = attribute.AttributeClass!.TypeArguments.FirstOrDefault()?.AllInterfaces.Any(i => i.Name == "IBuildableType") == true;
        if (kind == MemberKind.Attr)
            ReadAttr(member, property, attribute);
        return member;
    }

    private static void ReadAttr(Member member, IPropertySymbol property, AttributeData attribute)
    {
        member.Storage = AttrKind.Of(Plain(property.Type)) ?? throw new InvalidOperationException(property.Name);
        if (attribute.NamedArguments.FirstOrDefault(a => a.Key == "Min").Value.Value is long min)
            member.Storage.RequireAtLeast(min);
        var value = attribute.NamedArguments.FirstOrDefault(a => a.Key == "Default").Value;
        if (value.Kind == TypedConstantKind.Error || value.IsNull)
            return;
        member.Default = value.Kind == TypedConstantKind.Enum
            ? $"({value.Type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})({value.Value})"
            : $"({member.Type})({Literal(value.Value!)})";
    }

    private static string Literal(object value) => value switch
    {
        string s => SymbolDisplay.FormatLiteral(s, quote: true),
        bool b => b ? "true" : "false",
        double d => d.ToString("R", CultureInfo.InvariantCulture) + "d",
        float f => f.ToString("R", CultureInfo.InvariantCulture) + "f",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) + (value is long ? "L" : ""),
    };

    private static ITypeSymbol Plain(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    private static Arity ArityOf(IPropertySymbol property)
    {
        if (property.Type.Name is "OperandRange" or "ResultRange" or "IReadOnlyList")
            return Arity.Variadic;
        var nullable = property.NullableAnnotation == NullableAnnotation.Annotated || !SymbolEqualityComparer.Default.Equals(Plain(property.Type), property.Type);
        return nullable ? Arity.Optional : Arity.One;
    }

    /// <summary>Operands, results and regions are named in lower camel case as in MLIR; attributes in lower snake case.</summary>
    private static string SnakeOrCamel(string name, MemberKind kind)
    {
        if (kind != MemberKind.Attr)
            return char.ToLowerInvariant(name[0]) + name.Substring(1);
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
