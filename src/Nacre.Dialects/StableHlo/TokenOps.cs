using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// Operations that are ordered by tokens: the host, and other processes.

/// <summary>A token; superseded by <c>after_all</c>.</summary>
[Op("stablehlo.create_token", Format = "attr-dict `:` type(results)")]
public sealed partial class CreateTokenOp : Operation, IPure, IInferHloTypes
{
    [Result<HloToken>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [TokenType.Instance];
}

/// <summary>A token that comes after all the operands (https://openxla.org/stablehlo/spec#after_all).</summary>
[Op("stablehlo.after_all", Format = "$inputs attr-dict `:` custom<VariadicSameOperandsAndResultType>(ref($inputs), type($inputs), type($result))")]
public sealed partial class AfterAllOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloToken>] public partial OperandRange Inputs { get; }
    [Result<HloToken>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [TokenType.Instance];
}

/// <summary>Reads from the host (https://openxla.org/stablehlo/spec#infeed).</summary>
[Op("stablehlo.infeed")]
public sealed partial class InfeedOp : Operation, IVerifiable
{
    [Operand<HloToken>] public partial Value Token { get; }
    [Attr(Default = "")] public partial string InfeedConfig { get; set; }
    [Attr] public partial ArrayAttr? Layout { get; set; }
    [Result<HloControlValue>] public partial ResultRange Outputs { get; }

    public void Verify(Verifier verifier) => HloVerifyControl.Infeed(this, verifier);
}

/// <summary>Writes to the host (https://openxla.org/stablehlo/spec#outfeed).</summary>
[Op("stablehlo.outfeed")]
public sealed partial class OutfeedOp : Operation, IInferHloTypes
{
    [Operand<HloTensorOrPerAxis>] public partial OperandRange Inputs { get; }
    [Operand<HloToken>] public partial Value Token { get; }
    [Attr(Default = "")] public partial string OutfeedConfig { get; set; }
    [Result<HloToken>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [TokenType.Instance];
}

/// <summary>Sends to another process or the host (https://openxla.org/stablehlo/spec#send).</summary>
[Op("stablehlo.send")]
public sealed partial class SendOp : Operation, IInferTypes, IVerifiable
{
    [Operand<HloTensorOrPerAxis>] public partial OperandRange Inputs { get; }
    [Operand<HloToken>] public partial Value Token { get; }
    [Attr] public partial ChannelHandleAttr ChannelHandle { get; set; }
    [Attr(Default = false)] public partial bool IsHostTransfer { get; set; }
    [Attr] public partial ElementsAttr? SourceTargetPairs { get; set; }
    [Result<HloToken>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [TokenType.Instance];

    public void Verify(Verifier verifier) => HloVerifyControl.Send(this, verifier);
}

/// <summary>Receives from another process or the host (https://openxla.org/stablehlo/spec#recv).</summary>
[Op("stablehlo.recv")]
public sealed partial class RecvOp : Operation, IVerifiable
{
    [Operand<HloToken>] public partial Value Token { get; }
    [Attr] public partial ChannelHandleAttr ChannelHandle { get; set; }
    [Attr(Default = false)] public partial bool IsHostTransfer { get; set; }
    [Attr] public partial ElementsAttr? SourceTargetPairs { get; set; }
    [Result<HloControlValue>] public partial ResultRange Outputs { get; }

    public void Verify(Verifier verifier) => HloVerifyControl.Recv(this, verifier);
}
