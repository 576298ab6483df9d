using Nacre.IR;
using Nacre.Runtime;

namespace Nacre;

/// <summary>A call of a function outside the model: <c>%r = stablehlo.custom_call @target(%x) {backend_config = …} : …</c>.</summary>
/// <param name="Target">The name that the model calls.</param>
/// <param name="Inputs">The operands, row-major whatever layouts the model asks for. They are the function's for the time of the call only, to read.</param>
/// <param name="Outputs">Zeros of the results' types, for the function to fill.</param>
/// <param name="Config">The model's <c>backend_config</c> (or <c>mhlo.backend_config</c>): a <see cref="StringAttr"/> or a <see cref="DictionaryAttr"/>; null where it has none.</param>
public sealed record CustomCall(string Target, IReadOnlyList<HostTensor> Inputs, IReadOnlyList<HostTensor> Outputs, Attr? Config);
