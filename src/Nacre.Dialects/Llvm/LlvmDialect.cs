using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>LLVM's instructions, functions and globals, one to one (https://mlir.llvm.org/docs/Dialects/LLVM/): the last step before code.</summary>
public sealed class LlvmDialect() : Dialect("llvm")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        LlvmAddOp.Definition, LlvmSubOp.Definition, LlvmMulOp.Definition, LlvmShlOp.Definition, LlvmSDivOp.Definition, LlvmUDivOp.Definition,
        LlvmLShrOp.Definition, LlvmAShrOp.Definition, LlvmSRemOp.Definition, LlvmURemOp.Definition, LlvmAndOp.Definition, LlvmOrOp.Definition,
        LlvmXOrOp.Definition, LlvmFAddOp.Definition, LlvmFSubOp.Definition, LlvmFMulOp.Definition, LlvmFDivOp.Definition, LlvmFRemOp.Definition,
        LlvmFNegOp.Definition, LlvmFreezeOp.Definition, LlvmICmpOp.Definition, LlvmFCmpOp.Definition,

        LlvmTruncOp.Definition, LlvmZExtOp.Definition, LlvmSExtOp.Definition, LlvmFPTruncOp.Definition, LlvmFPExtOp.Definition,
        LlvmFPToSIOp.Definition, LlvmFPToUIOp.Definition, LlvmSIToFPOp.Definition, LlvmUIToFPOp.Definition, LlvmBitcastOp.Definition,
        LlvmPtrToIntOp.Definition, LlvmIntToPtrOp.Definition, LlvmAddrSpaceCastOp.Definition,

        LlvmSelectOp.Definition, LlvmExtractValueOp.Definition, LlvmInsertValueOp.Definition, LlvmExtractElementOp.Definition,
        LlvmInsertElementOp.Definition, LlvmShuffleVectorOp.Definition,

        LlvmConstantOp.Definition, LlvmUndefOp.Definition, LlvmPoisonOp.Definition, LlvmZeroOp.Definition, LlvmAddressOfOp.Definition,

        LlvmLoadOp.Definition, LlvmStoreOp.Definition, LlvmAllocaOp.Definition, LlvmGetElementPtrOp.Definition, LlvmFenceOp.Definition,

        LlvmBrOp.Definition, LlvmCondBrOp.Definition, LlvmSwitchOp.Definition, LlvmUnreachableOp.Definition, LlvmReturnOp.Definition,

        LlvmFuncOp.Definition, LlvmCallOp.Definition, LlvmCallIntrinsicOp.Definition, LlvmInlineAsmOp.Definition,

        LlvmGlobalOp.Definition,

        LlvmSqrtOp.Definition, LlvmFAbsOp.Definition, LlvmFloorOp.Definition, LlvmCeilOp.Definition, LlvmFTruncOp.Definition, LlvmRintOp.Definition,
        LlvmNearbyIntOp.Definition, LlvmRoundOp.Definition, LlvmRoundEvenOp.Definition, LlvmCopySignOp.Definition, LlvmMinNumOp.Definition,
        LlvmMaxNumOp.Definition, LlvmMinimumOp.Definition, LlvmMaximumOp.Definition, LlvmFmaOp.Definition, LlvmFMulAddOp.Definition,

        LlvmSMaxOp.Definition, LlvmSMinOp.Definition, LlvmUMaxOp.Definition, LlvmUMinOp.Definition, LlvmSAddSatOp.Definition,
        LlvmUAddSatOp.Definition, LlvmSSubSatOp.Definition, LlvmUSubSatOp.Definition, LlvmCtPopOp.Definition, LlvmBSwapOp.Definition,
        LlvmBitReverseOp.Definition, LlvmFshlOp.Definition, LlvmFshrOp.Definition, LlvmCtlzOp.Definition, LlvmCttzOp.Definition,
        LlvmAbsOp.Definition,

        LlvmReduceAddOp.Definition, LlvmReduceMulOp.Definition, LlvmReduceAndOp.Definition, LlvmReduceOrOp.Definition, LlvmReduceXorOp.Definition,
        LlvmReduceSMaxOp.Definition, LlvmReduceSMinOp.Definition, LlvmReduceUMaxOp.Definition, LlvmReduceUMinOp.Definition,
        LlvmReduceFMaxOp.Definition, LlvmReduceFMinOp.Definition, LlvmReduceFMaximumOp.Definition, LlvmReduceFMinimumOp.Definition,
        LlvmReduceFAddOp.Definition, LlvmReduceFMulOp.Definition,

        LlvmMaskedLoadOp.Definition, LlvmMaskedStoreOp.Definition, LlvmMaskedGatherOp.Definition, LlvmMaskedScatterOp.Definition,
        LlvmMemcpyOp.Definition, LlvmMemmoveOp.Definition, LlvmMemsetOp.Definition, LlvmPrefetchOp.Definition, LlvmExpectOp.Definition,
        LlvmAssumeOp.Definition,
    ];

    public override IRType? ParseType(AsmParser parser, string mnemonic) => LlvmTypeSyntax.Parse(parser, mnemonic);

    public override Attr? ParseAttribute(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "fastmath" => new FastmathFlagsAttr(parser.ParseEnumInAngles<FastmathFlags>()),
        "linkage" => new LinkageAttr(parser.ParseEnumInAngles<Linkage>()),
        "cconv" => new CallingConventionAttr(parser.ParseEnumInAngles<CallingConvention>()),
        "tailcallkind" => new TailCallKindAttr(parser.ParseEnumInAngles<TailCallKind>()),
        "loop_annotation" => new LoopAnnotationAttr(LoopAnnotationAttr.ParseEntries(parser)),
        "memory_effects" or "framePointerKind" => LlvmWordsAttr.Parse(parser, mnemonic),
        _ when mnemonic.StartsWith("loop_", StringComparison.Ordinal) => LoopHintAttr.ParseBody(parser, mnemonic),
        _ => null,
    };

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) => LlvmConstantOp.Create(builder, type, value);
}
