using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Nacre.IR.Generators;

internal enum MemberKind { Operand, Result, Attr, Region, Successor }

internal enum Arity { One, Optional, Variadic }

/// <summary>A declared part of an operation.</summary>
internal sealed class Member
{
    public MemberKind Kind;
    public string Property = "";
    public string Name = "";
    public string Type = "";
    public bool HasSetter;
    public Arity Arity;

    /// <summary>The constraint class of an operand or result.</summary>
    public string? Constraint;

    /// <summary>The constraint allows just one type.</summary>
    public bool IsBuildable;

    /// <summary>How an attribute's property type is stored.</summary>
    public AttrKind? Storage;

    /// <summary>The default as a C# expression of the property's type; null when there is none.</summary>
    public string? Default;

    public string Parameter => Escape(char.ToLowerInvariant(Property[0]) + Property.Substring(1));

    private static string Escape(string name) => "@" + name;
}

/// <summary>An operation class as the generator sees it.</summary>
internal sealed class OpModel
{
    public string Namespace = "";
    public string Class = "";
    public string OpName = "";
    public string? Format;
    public bool HasCustomAssembly, HasDefaultDialect, HasCanonicalization, InfersOperands, SameTypes;
    public List<string> TraitVerifiers = new();
    public List<string> RegionTraitVerifiers = new();
    public string? Inference;
    public List<string> Traits = new();
    public List<Member> Members = new();

    public IEnumerable<Member> Of(MemberKind kind) => Members.Where(m => m.Kind == kind);

    public static OpModel? Read(INamedTypeSymbol type, AttributeData op)
    {
        if (op.ConstructorArguments.Length == 0 || op.ConstructorArguments[0].Value is not string name)
            return null;
        var model = new OpModel
        {
            Namespace = type.ContainingNamespace.ToDisplayString(),
            Class = type.Name,
            OpName = name,
            Format = op.NamedArguments.FirstOrDefault(a => a.Key == "Format").Value.Value as string,
        };
        foreach (var i in type.AllInterfaces)
            model.ReadInterface(i);
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            if (MemberReader.Read(property) is { } member)
                model.Members.Add(member);
        }
        return model;
    }

    private void ReadInterface(INamedTypeSymbol i)
    {
        var full = i.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (i.GetMembers("VerifyTrait").OfType<IMethodSymbol>().Any(m => m.IsStatic))
            TraitVerifiers.Add(full);
        if (i.GetMembers("VerifyRegionTrait").OfType<IMethodSymbol>().Any(m => m.IsStatic))
            RegionTraitVerifiers.Add(full);
        if (i.GetMembers("InferTypes").OfType<IMethodSymbol>().FirstOrDefault(m => m.IsStatic) is { } infer)
            Inference = infer.IsAbstract ? "InferTypes" : full + ".InferTypes";
        HasCustomAssembly |= i.Name == "ICustomAssembly";
        SameTypes |= i.Name is "ISameOperandsAndResultType" or "ISameTypeOperands";
        HasDefaultDialect |= i.Name == "IDefaultDialect";
        HasCanonicalization |= i.Name == "ICanonicalizable";
        InfersOperands |= i.Name == "IInferOperandTypes";
        var trait = i.Name switch
        {
            "ITerminator" => "Terminator",
            "IIsolatedFromAbove" => "IsolatedFromAbove",
            "ISymbolTable" => "SymbolTable",
            "ISymbol" => "Symbol",
            "IImplicitTerminator" => "ImplicitTerminator",
            _ => null,
        };
        if (trait is not null)
            Traits.Add(trait);
        if (i.Name == "IImplicitTerminator")
            ImplicitTerminator = i.TypeArguments[0].ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
    }

    /// <summary>The class of the terminator that may be left out.</summary>
    public string? ImplicitTerminator;
}
