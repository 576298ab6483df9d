using Nacre.Dialects.Func;
using Nacre.IR;

namespace Nacre.Transforms.Generic;

/// <summary>
/// Puts the bodies of functions in the place of their calls, callees first. A function that calls itself, has no body, has several blocks or says <c>no_inline</c>
/// stays a call. A private function that is inlined everywhere is removed.
/// </summary>
public sealed record InlinePass : Pass, IPass<InlinePass>
{
    public static string PassArgument => "inline";
    public static string Description => "Puts the bodies of functions in the place of their calls.";
    public static InlinePass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        var inliner = new Inliner();
        foreach (var function in root.Walk<FuncOp>().ToArray())
            inliner.Visit(function);
        foreach (var function in inliner.Inlined.Where(f => f.IsPrivate && IsUnused(f)))
            function.Erase();
    }

    private static bool IsUnused(FuncOp function) =>
        function.ParentOp is { } table && !table.Walk().SelectMany(o => o.Attributes).Any(a => a.Value is SymbolRefAttr reference && reference.Root == function.SymbolName);

    private sealed class Inliner
    {
        private enum State { Running, Done }

        private readonly Dictionary<FuncOp, State> _visited = [];

        /// <summary>The functions that took the place of a call; callers before those they call.</summary>
        public Stack<FuncOp> Inlined { get; } = [];

        /// <summary>Inlines into the callees of a function, then into itself. False when the function is on the way to itself.</summary>
        public bool Visit(FuncOp function)
        {
            if (_visited.TryGetValue(function, out var state))
                return state == State.Done;
            _visited[function] = State.Running;
            foreach (var call in function.Walk<CallOp>().ToArray())
            {
                if (SymbolTable.LookupNearest(call, call.Callee) is FuncOp callee && Visit(callee) && CanInline(callee))
                {
                    Inline(call, callee);
                    if (!Inlined.Contains(callee))
                        Inlined.Push(callee);
                }
            }
            _visited[function] = State.Done;
            return true;
        }

        private static bool CanInline(FuncOp callee) => callee.Body.Blocks.Count == 1 && callee.NoInline is null && callee.Body.Entry.Last is ReturnOp;

        private static void Inline(CallOp call, FuncOp callee)
        {
            var builder = OpBuilder.Before(call);
            var mapping = new IRMapping();
            mapping.Map(callee.Body.Entry.Arguments, call.Arguments);
            foreach (var op in callee.Body.Entry.Operations.Where(o => o is not ReturnOp))
            {
                foreach (var copy in builder.Clone(op, mapping).Walk())
                    copy.Location = new CallSiteLoc(copy.Location, call.Location);
            }
            var returned = callee.Body.Entry.Last!.Operands.Select(mapping.Lookup).ToArray();
            for (var i = 0; i < returned.Length; i++)
                call.Result(i).ReplaceAllUsesWith(returned[i]);
            call.Erase();
        }
    }
}
