using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Lapack;

/// <summary>What a routine reads or writes for one system.</summary>
/// <param name="Count">Elements; null for a buffer that the routine does not touch.</param>
internal readonly record struct LapackBuffer(IRType Element, long? Count);

/// <summary>How a custom call of JAX becomes a call of a routine of LAPACK, for each system of a batch.</summary>
/// <param name="Types">The letters of the element types that it is for: <c>s</c> f32, <c>d</c> f64, <c>c</c> and <c>z</c> complex numbers of these.</param>
/// <param name="Name">The routine without that letter.</param>
internal sealed record LapackRoutine(string Types, string Name)
{
    /// <summary>The operand whose last two sizes are the rows and columns; its other sizes count the systems.</summary>
    public int Matrix { get; init; }

    /// <summary>The operands as which the first results begin.</summary>
    public EquatableArray<int> InPlace { get; init; } = [0];

    /// <summary>The operands of the custom call, of one system.</summary>
    public required Func<LapackCall, LapackBuffer[]> Operands { get; init; }

    /// <summary>The results of the custom call, of one system.</summary>
    public required Func<LapackCall, LapackBuffer[]> Results { get; init; }

    /// <summary>The routine's arguments in order, all of them addresses.</summary>
    public required Func<LapackCall, nint[]> Arguments { get; init; }

    /// <summary>Whether the routine may run forever on infinities and NaNs, so that a system with one fails at once.</summary>
    public bool NeedsFinite { get; init; }

    /// <summary>What is left to do after the call; null for nothing.</summary>
    public Action<LapackCall>? Finish { get; init; }

    /// <summary>The custom calls that it serves, with the letter of each.</summary>
    public IEnumerable<(string Target, char Type)> Targets => Types.Select(t => ($"lapack_{t}{Name}_ffi", t));

    /// <summary>Runs the custom call.</summary>
    /// <exception cref="LibraryMissingException">There is no LAPACK on this machine.</exception>
    /// <exception cref="EvaluationException">The operands, results or attributes are not those of the routine.</exception>
    public IReadOnlyList<InterpreterValue> Run(char type, CustomCallOp op, IReadOnlyList<InterpreterValue> operands)
    {
        if (LapackLibrary.TryLoad(out var reason) is not { } library)
            throw new LibraryMissingException($"'{op.CallTargetName}' needs LAPACK, which is not installed; {reason}");
        var function = library.Find($"{type}{Name}");
        if (function == 0)
            throw new LibraryMissingException($"'{op.CallTargetName}': {library.Path} has no routine {type}{Name}");
        return new LapackCall(this, type, op, OpEvaluators.Tensors(operands)).Run(function);
    }
}
