namespace Nacre.IR;

/// <summary>
/// Declares a kind of operation. The class is partial and derives from <see cref="Operation"/>; its operands, results, attributes, regions and
/// successors are partial properties in the order of the IR. The generator writes the constructor, the accessors, <c>Create</c> and <c>Definition</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpAttribute(string name) : Attribute
{
    /// <summary>The full name, <c>dialect.mnemonic</c>.</summary>
    public string Name { get; } = name;

    /// <summary>MLIR's declarative assembly format. <c>custom&lt;X&gt;(…)</c> refers to the static property <c>X</c> of the class <c>Directives</c> in the operation's namespace.</summary>
    public string? Format { get; init; }
}

/// <summary>An operand of any type. The property's type gives the arity: <c>Value</c>, <c>Value?</c> or <see cref="OperandRange"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OperandAttribute : Attribute;

/// <summary>An operand whose type <typeparamref name="T"/> accepts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OperandAttribute<T> : Attribute where T : ITypeConstraint;

/// <summary>A result of any type. The property's type gives the arity: <see cref="OpResult"/>, <c>OpResult?</c> or <see cref="ResultRange"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ResultAttribute : Attribute;

/// <summary>A result whose type <typeparamref name="T"/> accepts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ResultAttribute<T> : Attribute where T : ITypeConstraint;

/// <summary>
/// An attribute, named as the property in snake case unless a name is given. The property's type is an <see cref="Attr"/> class, or a plain type that is
/// stored as one: <c>long</c>/<c>int</c>/<c>bool</c> (i64/i32/i1), an enum (its underlying width, or as <see cref="StoredAsAttribute"/> says), <c>float</c>/<c>double</c>, <c>string</c>, <see cref="IRType"/>,
/// <see cref="AffineMap"/>, <c>EquatableArray</c> of <c>long</c>, <c>int</c>, <c>bool</c> or <c>float</c>. A nullable property is an optional attribute.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AttrAttribute(string? name = null) : Attribute
{
    public string? Name { get; } = name;

    /// <summary>The value when absent (a constant of the property's type); such an attribute is not written.</summary>
    public object? Default { get; init; }

    /// <summary>The least value that an integer attribute may have.</summary>
    public long Min { get; init; } = long.MinValue;
}

/// <summary>On an enumeration: attributes of operations hold it as <paramref name="attribute"/>, an <see cref="EnumAttr{T}"/> of it, and not as an integer.</summary>
[AttributeUsage(AttributeTargets.Enum)]
public sealed class StoredAsAttribute(Type attribute) : Attribute
{
    public Type Attribute { get; } = attribute;
}

/// <summary>A region: <see cref="IR.Region"/>, or <c>IReadOnlyList&lt;Region&gt;</c> for a variadic one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RegionAttribute : Attribute;

/// <summary>A successor block: <see cref="Block"/>, or <c>IReadOnlyList&lt;Block&gt;</c> for a variadic one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SuccessorAttribute : Attribute;

/// <summary>A predicate on types with its description in MLIR's words.</summary>
public interface ITypeConstraint
{
    static abstract bool Accepts(IRType type);
    static abstract string Description { get; }
}

/// <summary>A constraint that only one type fulfils.</summary>
public interface IBuildableType
{
    static abstract IRType Type { get; }
}

/// <summary>An attribute with a short form in custom assembly, where its kind is known.</summary>
public interface IShortForm<TSelf> where TSelf : Attr
{
    static abstract TSelf ParseShort(AsmParser parser);
    void PrintShort(AsmPrinter printer);
}
