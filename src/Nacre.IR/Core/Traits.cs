namespace Nacre.IR;

/// <summary>A declared kind of operation: every generated class implements it, so that generic code can ask for the definition.</summary>
public interface IOpKind
{
    static abstract OpDefinition Definition { get; }
}

/// <summary>No effects: may be moved, merged with an equal operation and removed when unused.</summary>
public interface IPure;

/// <summary>Reads memory but writes none: may be removed when unused, not moved over a write.</summary>
public interface IReadsMemory;

/// <summary>The operands may be swapped.</summary>
public interface ICommutative;

/// <summary>Ends a block.</summary>
public interface ITerminator;

/// <summary>Its regions use no value from outside.</summary>
public interface IIsolatedFromAbove;

/// <summary>Its region is a graph: order and dominance do not matter.</summary>
public interface IGraphRegion;

/// <summary>Has no terminator in its blocks.</summary>
public interface INoTerminator;

/// <summary>Named by the attribute <c>sym_name</c>.</summary>
public interface ISymbol
{
    const string NameAttribute = "sym_name";
    string SymbolName { get; }
}

/// <summary>Holds symbols in its region.</summary>
public interface ISymbolTable;

/// <summary>Always has the same value.</summary>
public interface IConstantLike
{
    Attr ConstantValue { get; }
}

/// <summary>Can be simplified to an existing value or a constant, or in place.</summary>
public interface IFoldable
{
    FoldResult Fold();
}

/// <summary>Brings its own canonicalisation patterns.</summary>
public interface ICanonicalizable
{
    static abstract void CanonicalizationPatterns(PatternSet patterns);
}

/// <summary>Checks what its declaration cannot say.</summary>
public interface IVerifiable
{
    void Verify(Verifier verifier);
}

/// <summary>Refers to symbols; they are looked up when all operations are well formed on their own.</summary>
public interface ISymbolUser
{
    void VerifySymbolUses(Verifier verifier);
}

/// <summary>Computes the result types from operands, attributes and regions.</summary>
public interface IInferTypes
{
    static abstract IReadOnlyList<IRType> InferTypes(OpState state);
}

/// <summary>Derives the operand types that the operation's format does not spell out.</summary>
public interface IInferOperandTypes
{
    static abstract void InferOperandTypes(FormatTypes types);
}

/// <summary>Inside its regions the operation's own dialect needs no prefix.</summary>
public interface IDefaultDialect;

/// <summary>Reads and prints its own custom form.</summary>
public interface ICustomAssembly
{
    static abstract void Parse(OpAsmParser parser, OpState state);

    /// <summary>Whether the custom form can say all of this operation; it is printed in the generic form otherwise.</summary>
    bool HasCustomForm => true;

    /// <summary>Prints what follows the operation's name.</summary>
    void Print(OpAsmPrinter printer);
}

/// <summary>Says what its results are called in text, e.g. <c>%low, %high</c>.</summary>
public interface INamesResults
{
    /// <summary>A name for each declared result; more where the last declared result stands for several groups of one size.</summary>
    IReadOnlyList<string> ResultNames { get; }
}

/// <summary>Says what the arguments of its regions' entry blocks are called in text.</summary>
public interface INamesArguments
{
    /// <summary>The name of an argument; null numbers it.</summary>
    string? ArgumentName(BlockArgument argument);
}

/// <summary>A region's single block may be written without its terminator, which is then of type <typeparamref name="T"/>.</summary>
public interface IImplicitTerminator<T> where T : Operation;

/// <summary>A function-like operation: a symbol with a function type and a body.</summary>
public interface IFunctionLike : ISymbol
{
    FunctionType FunctionType { get; }
    Region Body { get; }
}

/// <summary>Passes operands to the blocks it branches to.</summary>
public interface IBranch
{
    /// <summary>The operands that become the arguments of successor <paramref name="index"/>.</summary>
    OperandRange SuccessorOperands(int index);
}

/// <summary>Calls a symbol.</summary>
public interface ICall
{
    SymbolRefAttr? Callee { get; }
}

/// <summary>All operands and results have one type; it is inferred from the first operand.</summary>
public interface ISameOperandsAndResultType
{
    static void VerifyTrait(Operation op, Verifier verifier)
    {
        if (!op.AllTypes(TypeCompatibility.IsCompatibleWith))
            verifier.Error(op, "requires the same type for all operands and results");
    }

    static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type];
}

/// <summary>All operands have one type.</summary>
public interface ISameTypeOperands
{
    static void VerifyTrait(Operation op, Verifier verifier)
    {
        if (op.Operands.Types.Distinct().Count() > 1)
            verifier.Error(op, "requires all operands to have the same type");
    }
}

/// <summary>All operands and results have one element type.</summary>
public interface ISameOperandsAndResultElementType
{
    static void VerifyTrait(Operation op, Verifier verifier)
    {
        if (op.Operands.Types.Concat(op.Results.Types).Select(t => t.ElementOrSelf()).Distinct().Count() > 1)
            verifier.Error(op, "requires the same element type for all operands and results");
    }
}

/// <summary>All operands and results have one shape (dynamic sizes match any).</summary>
public interface ISameOperandsAndResultShape
{
    static void VerifyTrait(Operation op, Verifier verifier)
    {
        if (!op.AllTypes(TypeCompatibility.HasCompatibleShape))
            verifier.Error(op, "requires the same shape for all operands and results");
    }
}

/// <summary>Works element by element on scalars, vectors or tensors: if one operand or result is shaped, all are.</summary>
public interface IElementwise
{
    static void VerifyTrait(Operation op, Verifier verifier)
    {
        if (!op.AllTypes(TypeCompatibility.HasCompatibleShape))
            verifier.Error(op, "all non-scalar operands/results must have the same shape and base type");
    }
}

/// <summary>Shape compatibility, where a dynamic size matches any.</summary>
public static class TypeCompatibility
{
    /// <summary>Whether the types of all operands and results go with the first of them.</summary>
    internal static bool AllTypes(this Operation op, Func<IRType, IRType, bool> isCompatible)
    {
        var first = op.OperandCount > 0 ? op.Operand(0).Type : op.ResultCount > 0 ? op.Result(0).Type : null;
        for (var i = 1; i < op.OperandCount; i++)
        {
            if (!isCompatible(op.Operand(i).Type, first!))
                return false;
        }
        for (var i = 0; i < op.ResultCount; i++)
        {
            if (!isCompatible(op.Result(i).Type, first!))
                return false;
        }
        return true;
    }

    public static bool HasCompatibleShape(this IRType a, IRType b)
    {
        if (a is not ShapedType x || b is not ShapedType y)
            return a is ShapedType == b is ShapedType;
        if (!x.HasRank || !y.HasRank)
            return true;
        if (x.Rank != y.Rank)
            return false;
        for (var i = 0; i < x.Rank; i++)
        {
            if (x.Shape[i] != y.Shape[i] && !x.Shape.IsDynamic(i) && !y.Shape.IsDynamic(i))
                return false;
        }
        return true;
    }

    public static bool IsCompatibleWith(this IRType a, IRType b) =>
        a == b || (a is TensorType && b is TensorType && a.ElementOrSelf() == b.ElementOrSelf() && a.HasCompatibleShape(b));
}
