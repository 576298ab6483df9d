using Microsoft.CodeAnalysis;

namespace Nacre.IR.Generators;

/// <summary>How a plain C# type is stored as an attribute: a row per type.</summary>
internal sealed class AttrKind
{
    /// <summary>Expression that turns the attribute <c>a</c> into the plain value.</summary>
    public string Get = "";

    /// <summary>Expression that turns the plain value <c>v</c> into an attribute.</summary>
    public string Set = "";

    /// <summary>Pattern that the attribute must match.</summary>
    public string Accepts = "";

    /// <summary>The kind in MLIR's words.</summary>
    public string Description = "";

    /// <summary>The type that the custom form leaves out; C# expression or null.</summary>
    public string? ElidedType;

    /// <summary>Short form in custom assembly: C# lambdas or null.</summary>
    public string? Parse, Print, StartsHere;

    private const string IR = "global::Nacre.IR.";

    /// <summary>An integer must not be less than this.</summary>
    public void RequireAtLeast(long min)
    {
        Accepts += $" {{ Value: >= {min}L }}";
        Description += min switch { 0 => " whose value is non-negative", 1 => " whose value is positive", _ => $" whose minimum value is {min}" };
    }

    private static AttrKind Integer(string cast, string make, string type, string description) => new()
    {
        Get = $"({cast})(({IR}IntegerAttr)a).Value",
        Set = $"{IR}IntegerAttr.{make}(v)",
        Accepts = $"{IR}IntegerAttr",
        Description = description,
        ElidedType = $"{IR}IntegerType.{type}",
    };

    private static AttrKind Unsigned(string cast, string type, string description) => new()
    {
        Get = $"({cast})(({IR}IntegerAttr)a).Value",
        Set = $"new {IR}IntegerAttr(unchecked((long)(v)), {IR}IntegerType.{type})",
        Accepts = $"{IR}IntegerAttr",
        Description = description,
        ElidedType = $"{IR}IntegerType.{type}",
    };

    private static AttrKind Array(string element, string get, string make, string words) => new()
    {
        Get = get,
        Set = $"{IR}DenseArrayAttr.{make}(v.Span)",
        Accepts = $"{IR}DenseArrayAttr",
        Description = words + " dense array attribute",
        Parse = $"static p => p.ParseDenseArray({element})",
        Print = "static (p, a) => p.PrintDenseArrayShort(a)",
    };

    public static AttrKind? Of(ITypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Enum)
            return Enum((INamedTypeSymbol)type);
        switch (type.SpecialType)
        {
            case SpecialType.System_Int64: return Integer("long", "I64", "I64", "64-bit signless integer attribute");
            case SpecialType.System_Int32: return Integer("int", "I32", "I32", "32-bit signless integer attribute");
            case SpecialType.System_UInt64: return Unsigned("ulong", "UI64", "64-bit unsigned integer attribute");
            case SpecialType.System_UInt32: return Unsigned("uint", "UI32", "32-bit unsigned integer attribute");
            case SpecialType.System_Boolean:
                return new AttrKind
                {
                    Get = $"(({IR}IntegerAttr)a).Value != 0",
                    Set = $"{IR}IntegerAttr.Bool(v)",
                    Accepts = $"{IR}IntegerAttr {{ Type: {IR}IntegerType {{ Width: 1 }} }}",
                    Description = "bool attribute",
                };
            case SpecialType.System_String:
                return new AttrKind
                {
                    Get = $"(({IR}StringAttr)a).Value",
                    Set = $"new {IR}StringAttr(v)",
                    Accepts = $"{IR}StringAttr",
                    Description = "string attribute",
                    Parse = $"static p => new {IR}StringAttr(p.ParseString())",
                    Print = $"static (p, a) => p.PrintString((({IR}StringAttr)a).Value)",
                };
            case SpecialType.System_Single: return Float("float", "F32", "32-bit float attribute");
            case SpecialType.System_Double: return Float("double", "F64", "64-bit float attribute");
        }
        return Named(type);
    }

    private static AttrKind Float(string cast, string type, string description) => new()
    {
        Get = $"({cast})(({IR}FloatAttr)a).Value",
        Set = $"new {IR}FloatAttr(v, {IR}FloatType.{type})",
        Accepts = $"{IR}FloatAttr",
        Description = description,
        ElidedType = $"{IR}FloatType.{type}",
    };

    private static AttrKind Enum(INamedTypeSymbol type)
    {
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "StoredAsAttribute" && attribute.ConstructorArguments[0].Value is INamedTypeSymbol storage)
                return EnumIn(name, storage.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
        }
        var wide = type.EnumUnderlyingType?.SpecialType == SpecialType.System_Int64;
        return new AttrKind
        {
            Get = $"({name})(({IR}IntegerAttr)a).Value",
            Set = $"{IR}IntegerAttr.{(wide ? "I64" : "I32")}((long)v)",
            Accepts = $"{IR}IntegerAttr i && {IR}EnumKeywords.IsDefined(({name})i.Value)",
            Description = "allowed enumeration values",
            Parse = $"static p => {IR}IntegerAttr.{(wide ? "I64" : "I32")}((long)p.ParseEnum<{name}>())",
            Print = $"static (p, a) => p.Write({IR}EnumKeywords.Of(({name})(({IR}IntegerAttr)a).Value))",
            StartsHere = $"static p => p.IsNextEnum<{name}>()",
        };
    }

    private static AttrKind EnumIn(string name, string storage) => new()
    {
        Get = $"(({storage})a).Value",
        Set = $"new {storage}(v)",
        Accepts = storage,
        Description = "allowed enumeration values",
        Parse = $"static p => new {storage}(p.ParseEnumInAngles<{name}>())",
        Print = $"static (p, a) => (({storage})a).PrintShort(p)",
        StartsHere = "static p => p.IsNext(\"<\")",
    };

    private static AttrKind? Named(ITypeSymbol type)
    {
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes));
        switch (name)
        {
            case IR + "IRType":
            case IR + "FunctionType":
                return new AttrKind
                {
                    Get = $"({name})(({IR}TypeAttr)a).Value",
                    Set = $"new {IR}TypeAttr(v)",
                    Accepts = $"{IR}TypeAttr",
                    Description = "any type attribute",
                    Parse = $"static p => new {IR}TypeAttr(p.ParseType())",
                    Print = "static (p, a) => p.Print(a)",
                };
            case IR + "AffineMap":
                return new AttrKind { Get = $"(({IR}AffineMapAttr)a).Map", Set = $"new {IR}AffineMapAttr(v)", Accepts = $"{IR}AffineMapAttr", Description = "AffineMap attribute" };
            case IR + "EquatableArray<long>": return Array($"{IR}IntegerType.I64", $"(({IR}DenseArrayAttr)a).Bits", "I64", "i64");
            case IR + "EquatableArray<int>": return Array($"{IR}IntegerType.I32", $"(({IR}DenseArrayAttr)a).Bits.Map(static b => (int)b)", "I32", "i32");
            case IR + "EquatableArray<bool>": return Array($"{IR}IntegerType.I1", $"(({IR}DenseArrayAttr)a).Bits.Map(static b => b != 0)", "Bool", "i1");
            case IR + "EquatableArray<float>": return Array($"{IR}FloatType.F32", $"(({IR}DenseArrayAttr)a).Floats", "F32", "f32");
        }
        return Direct(type, name);
    }

    private static AttrKind Direct(ITypeSymbol type, string name)
    {
        var shortForm = false;
        foreach (var i in type.AllInterfaces)
            shortForm |= i.Name == "IShortForm";
        return new AttrKind
        {
            Get = $"({name})a",
            Set = "v",
            Accepts = name,
            Description = Words(type.Name),
            Parse = shortForm ? $"static p => {name}.ParseShort(p)" : null,
            Print = shortForm ? $"static (p, a) => (({name})a).PrintShort(p)" : null,
        };
    }

    private static string Words(string type) => type switch
    {
        "SymbolRefAttr" => "flat symbol reference attribute",
        "ArrayAttr" => "array attribute",
        "DictionaryAttr" => "dictionary of named attribute values",
        "UnitAttr" => "unit attribute",
        "ElementsAttr" or "DenseElementsAttr" => "constant vector/tensor attribute",
        "IntegerAttr" => "arbitrary integer attribute",
        "FloatAttr" => "arbitrary float attribute",
        "Attr" => "any attribute",
        _ => type,
    };
}
