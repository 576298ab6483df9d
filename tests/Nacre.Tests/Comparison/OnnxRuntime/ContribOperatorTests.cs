using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Testing;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Comparison.OnnxRuntime;

/// <summary>ONNX Runtime's own operators, which have no published test cases, against ONNX Runtime.</summary>
public sealed class ContribOperatorTests
{
    private static readonly Dictionary<string, Func<OneNodeModel>> Cases = new()
    {
        ["Gelu"] = () => Node("Gelu").Floats(3, 5),
        ["BiasGelu"] = () => Node("BiasGelu").Floats(2, 3, 5).Floats(5),
        ["FastGelu"] = () => Node("FastGelu").Floats(3, 5),
        ["FastGelu, bias"] = () => Node("FastGelu").Floats(2, 3, 5).Floats(5),
        ["QuickGelu"] = () => Node("QuickGelu").Floats(3, 5).With(Make.Float("alpha", 1.5f)),
        ["ExpandDims"] = () => Node("ExpandDims").Floats(3, 5).Constant().Integers([-1]),
        ["Trilu"] = () => Node("Trilu").Floats(4, 5).Longs([1]),
        ["Pad"] = () => Node("Pad").Floats(2, 3).Constant().Longs([0, 1, 2, 0]),
        ["GatherND"] = () => Node("GatherND").Floats(2, 3).Longs([0, 1, 1, 2], 2, 2),
        ["QuantizeLinear, 16 bits"] = () => Node("QuantizeLinear").Floats(3, 5).Reals([0.001f]).Given<ushort>([300], DataType.Uint16),
        ["DequantizeLinear, 16 bits"] = () => Node("DequantizeLinear").Shorts(3, 5).Reals([0.001f]).Given<short>([30], DataType.Int16),

        ["QLinearAdd"] = () => Node("QLinearAdd").Bytes(4, 5).Quantization(0.02f, 100).Bytes(5).Quantization(0.03f, 120).Quantization(0.04f, 128),
        ["QLinearMul"] = () => Node("QLinearMul").Signed(4, 5).SignedQuantization(0.02f, 3).Signed(4, 1).SignedQuantization(0.03f, -5).SignedQuantization(0.05f, 1),
        ["QLinearSigmoid"] = () => Node("QLinearSigmoid").Bytes(4, 5).Constant().Quantization(0.05f, 128).Quantization(1 / 256f, 0),
        ["QLinearLeakyRelu"] = () => Node("QLinearLeakyRelu").Signed(4, 5).Constant().SignedQuantization(0.05f, 10).SignedQuantization(0.06f, 0).With(Make.Float("alpha", 0.1f)),
        ["QLinearSoftmax"] = () => Node("QLinearSoftmax").Bytes(4, 5).Constant().Quantization(0.05f, 128).Quantization(1 / 256f, 0).With(Make.Int("axis", -1), Make.Int("opset", 13)),
        ["QLinearSoftmax, flat"] = () => Node("QLinearSoftmax").Bytes(2, 3, 5).Constant().Quantization(0.05f, 128).Quantization(1 / 256f, 0).With(Make.Int("axis", 1), Make.Int("opset", 12)),
        ["QLinearConcat"] = () => Node("QLinearConcat").Constant().Quantization(0.05f, 10).Given().Bytes(2, 3).Constant().Quantization(0.04f, 9).Given().Bytes(2, 2).Constant().Quantization(0.02f, 200).With(Make.Int("axis", 1)),
        ["QLinearWhere"] = () => Node("QLinearWhere").Booleans(3, 4).Bytes(3, 4).Quantization(0.04f, 9).Bytes(3, 4).Quantization(0.02f, 200).Quantization(0.05f, 10),
        ["QLinearAveragePool"] = () => Node("QLinearAveragePool").Bytes(1, 2, 7, 7).Constant().Quantization(0.05f, 10).Quantization(0.04f, 20).With(Make.Ints("kernel_shape", 3, 3), Make.Ints("pads", 1, 1, 1, 1), Make.Ints("strides", 2, 2)),
        ["QLinearAveragePool, channels last"] = () => Node("QLinearAveragePool").Bytes(1, 7, 7, 2).Constant().Quantization(0.05f, 10).Quantization(0.04f, 20).With(Make.Ints("kernel_shape", 3, 3), Make.Int("channels_last", 1)),
        ["QLinearGlobalAveragePool"] = () => Node("QLinearGlobalAveragePool").Bytes(2, 3, 5, 5).Constant().Quantization(0.05f, 10).Quantization(0.02f, 20),
        ["QLinearGlobalAveragePool, channels last"] = () => Node("QLinearGlobalAveragePool").Bytes(2, 5, 5, 3).Constant().Quantization(0.05f, 10).Quantization(0.02f, 20).With(Make.Int("channels_last", 1)),
        ["QLinearConv, channels last"] = () => Node("QLinearConv").Bytes(1, 6, 6, 4).Constant().Quantization(0.02f, 120).Signed(5, 4, 3, 3).SignedQuantization(0.01f, 0).Quantization(0.1f, 128).With(Make.Int("channels_last", 1)),
        ["NhwcMaxPool"] = () => Node("NhwcMaxPool").Bytes(1, 6, 6, 4).With(Make.Ints("kernel_shape", 3, 3), Make.Ints("pads", 1, 1, 1, 1), Make.Ints("strides", 2, 2)),

        ["FusedConv"] = () => Node("FusedConv").Floats(1, 3, 6, 6).Constant().Floats(4, 3, 3, 3).Floats(4).With(Make.String("activation", "LeakyRelu"), Floats("activation_params", 0.2f)),
        ["FusedConv, sum"] = () => Node("FusedConv").Floats(1, 3, 6, 6).Floats(4, 3, 3, 3).Floats(4).Floats(1, 4, 4, 4).With(Make.String("activation", "Relu")),
        ["FusedConv, clip"] = () => Node("FusedConv").Floats(1, 3, 6, 6).Constant().Floats(4, 3, 1, 1).With(Make.String("activation", "Clip"), Floats("activation_params", -0.5f, 0.5f)),
        ["FusedGemm"] = () => Node("FusedGemm").Floats(3, 4).Floats(5, 4).Floats(5).With(Make.Int("transB", 1), Make.Float("alpha", 0.5f), Make.Float("beta", 2), Make.String("activation", "LeakyRelu"), Make.Float("activation_alpha", 0.3f)),
        ["FusedMatMul"] = () => Node("FusedMatMul").Floats(2, 4, 3).Floats(2, 5, 4).With(Make.Int("transA", 1), Make.Int("transB", 1), Make.Float("alpha", 0.25f)),
        ["FusedMatMul, batch"] = () => Node("FusedMatMul").Floats(3, 2, 4).Floats(2, 4, 5).With(Make.Int("transBatchA", 1)),
        ["MatMulInteger16"] = () => Node("MatMulInteger16").Shorts(3, 4).Shorts(4, 5),
        ["MatMulIntegerToFloat"] = () => Node("MatMulIntegerToFloat").Bytes(3, 4).Signed(4, 5).Reals([0.02f]).Floats(5).Given<byte>([100], DataType.Uint8).Given<sbyte>([1, 2, 3, 4, 5], DataType.Int8).Floats(5),
        ["DynamicQuantizeMatMul"] = () => Node("DynamicQuantizeMatMul").Floats(3, 4).Constant().Signed(4, 5).Reals([0.02f]).Given<sbyte>([3], DataType.Int8).Floats(5),
        ["QGemm"] = () => Node("QGemm").Bytes(3, 4).Quantization(0.02f, 100).Signed(5, 4).SignedQuantization(0.01f, 3).Integers([100, -200, 300, 0, 50]).Quantization(0.05f, 128).With(Make.Int("transB", 1)),
        ["QGemm to floats"] = () => Node("QGemm").Bytes(3, 4).Quantization(0.02f, 100).Signed(4, 5).SignedQuantization(0.01f, 3).With(Make.Float("alpha", 0.5f)),
        ["MatMulNBits"] = () => Node("MatMulNBits").Floats(3, 40).Constant().Bytes(6, 3, 8).Floats(18).With(Make.Int("K", 40), Make.Int("N", 6), Make.Int("bits", 4), Make.Int("block_size", 16)),
        ["MatMulNBits, zero points"] = () => Node("MatMulNBits").Floats(3, 40).Constant().Bytes(6, 3, 8).Floats(18).Bytes(12).With(Make.Int("K", 40), Make.Int("N", 6), Make.Int("bits", 4), Make.Int("block_size", 16)),
        ["MatMulNBits, 8 bits"] = () => Node("MatMulNBits").Floats(3, 32).Constant().Bytes(6, 2, 16).Floats(12).With(Make.Int("K", 32), Make.Int("N", 6), Make.Int("bits", 8), Make.Int("block_size", 16)),
        ["GatherBlockQuantized"] = () => Node("GatherBlockQuantized").Constant().Bytes(6, 16).Given().Longs([0, 5, 2], 3, 1).Constant().Floats(6, 2).Bytes(6, 1).With(Make.Int("bits", 4), Make.Int("block_size", 16), Make.Int("quantize_axis", 1)),
        ["CDist"] = () => Node("CDist").Floats(3, 4).Floats(5, 4).With(Make.String("metric", "euclidean")),

        ["SkipLayerNormalization"] = () => Node("SkipLayerNormalization").Floats(2, 3, 8).Floats(2, 3, 8).Floats(8).Floats(8).Floats(8).With(Make.Float("epsilon", 1e-5f)),
        ["SkipSimplifiedLayerNormalization"] = () => Node("SkipSimplifiedLayerNormalization").Floats(2, 3, 8).Floats(2, 3, 8).Floats(8).With(Make.Float("epsilon", 1e-5f)),
        ["SimplifiedLayerNormalization"] = () => new OneNodeModel("", 17, "SimplifiedLayerNormalization").Floats(2, 3, 8).Floats(8).With(Make.Float("epsilon", 1e-5f)),
        ["EmbedLayerNormalization"] = () => Node("EmbedLayerNormalization").Integers([1, 4, 2, 0, 3, 3], 2, 3).Integers([0, 1, 1, 0, 0, 1], 2, 3).Floats(5, 8).Floats(4, 8).Floats(2, 8).Floats(8).Floats(8).Integers([1, 1, 0, 1, 1, 1], 2, 3).Outputs(2),

        ["Attention"] = () => Node("Attention").Floats(2, 5, 8).Floats(8, 24).Floats(24).With(Make.Int("num_heads", 2)),
        ["Attention, mask"] = () => Node("Attention").Floats(2, 5, 8).Floats(8, 24).Floats(24).Integers([1, 1, 1, 0, 0, 1, 0, 1, 1, 1], 2, 5).With(Make.Int("num_heads", 2)),
        ["Attention, lengths"] = () => Node("Attention").Floats(2, 5, 8).Floats(8, 24).Floats(24).Integers([3, 5]).With(Make.Int("num_heads", 2)),
        ["Attention, ends and beginnings"] = () => Node("Attention").Floats(2, 5, 8).Floats(8, 24).Floats(24).Integers([4, 5, 1, 2]).With(Make.Int("num_heads", 2)),
        ["Attention, past"] = () => Node("Attention").Floats(2, 3, 8).Floats(8, 24).Floats(24).None().Floats(2, 2, 2, 4, 4).With(Make.Int("num_heads", 2), Make.Int("unidirectional", 1)).Outputs(2),
        ["Attention, bias"] = () => Node("Attention").Floats(2, 5, 8).Floats(8, 20).Floats(20).None().None().Floats(1, 2, 5, 5).With(Make.Int("num_heads", 2), Make.Ints("qkv_hidden_sizes", 8, 8, 4)),
        ["QAttention"] = () => Node("QAttention").Bytes(2, 5, 8).Constant().Signed(8, 24).Floats(24).Reals([0.01f]).Reals([0.02f]).None().Given<byte>([120], DataType.Uint8).Given<sbyte>([0], DataType.Int8).With(Make.Int("num_heads", 2)),
        ["MultiHeadAttention"] = () => Node("MultiHeadAttention").Floats(2, 3, 8).Floats(2, 5, 8).Floats(2, 5, 8).Floats(24).With(Make.Int("num_heads", 2)),
        ["MultiHeadAttention, mask"] = () => Node("MultiHeadAttention").Floats(2, 5, 8).Floats(2, 5, 8).Floats(2, 5, 8).None().Integers([1, 1, 1, 0, 0, 1, 0, 1, 1, 1], 2, 5).With(Make.Int("num_heads", 2), Make.Float("scale", 0.3f)),
        ["MultiHeadAttention, past"] = () => Node("MultiHeadAttention").Floats(2, 3, 8).Floats(2, 3, 8).Floats(2, 3, 8).None().None().None().Floats(2, 2, 4, 4).Floats(2, 2, 4, 4).With(Make.Int("num_heads", 2), Make.Int("unidirectional", 1)).Outputs(3),

        ["GroupQueryAttention, prompt"] = () => GroupQuery(length: 5, past: 0, [4, 4]).With(Make.Int("num_heads", 4), Make.Int("kv_num_heads", 2)).Outputs(3),
        ["GroupQueryAttention, step"] = () => GroupQuery(length: 1, past: 6, [6, 4]).With(Make.Int("num_heads", 4), Make.Int("kv_num_heads", 2)).Outputs(3),
        ["GroupQueryAttention, rotary"] = () => GroupQuery(length: 1, past: 6, [6, 4]).Floats(16, 8).Floats(16, 8).With(Make.Int("num_heads", 4), Make.Int("kv_num_heads", 2), Make.Int("do_rotary", 1)).Outputs(3),
        ["GroupQueryAttention, rotary prompt"] = () => GroupQuery(length: 5, past: 0, [4, 4]).Floats(16, 8).Floats(16, 8).With(Make.Int("num_heads", 4), Make.Int("kv_num_heads", 2), Make.Int("do_rotary", 1), Make.Int("rotary_interleaved", 1)).Outputs(3),
        ["GroupQueryAttention, window"] = () => GroupQuery(length: 5, past: 0, [4, 4]).With(Make.Int("num_heads", 4), Make.Int("kv_num_heads", 2), Make.Int("local_window_size", 2), Make.Float("softcap", 1)).Outputs(3),
        ["GroupQueryAttention, smooth"] = () => GroupQuery(length: 5, past: 0, [4, 4]).With(Make.Int("num_heads", 4), Make.Int("kv_num_heads", 2), Make.Int("smooth_softmax", 1)).Outputs(3),
        ["RotaryEmbedding"] = () => Node("RotaryEmbedding").Floats(2, 3, 16).Longs([0, 1, 2, 5, 6, 7], 2, 3).Floats(10, 4).Floats(10, 4),
        ["RotaryEmbedding, offset"] = () => Node("RotaryEmbedding").Floats(2, 2, 3, 8).Longs([4], 1).Floats(10, 4).Floats(10, 4).With(Make.Int("interleaved", 1)),
        ["RotaryEmbedding, part"] = () => Node("RotaryEmbedding").Floats(2, 3, 16).Longs([0, 1, 2, 5, 6, 7], 2, 3).Floats(10, 2).Floats(10, 2).With(Make.Int("num_heads", 2), Make.Int("rotary_embedding_dim", 4)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [OnnxRuntimeTheory, MemberData(nameof(Names))]
    public void Agrees(string name) => Assert.Equal("", Cases[name]().Difference(new Tolerance(1e-3, 1e-5, IsNetwork: false)) ?? "");

    private static OneNodeModel Node(string op) => OneNodeModel.Microsoft(op);

    /// <summary>Four query heads of size 16 that share two key heads; the texts of the two batch entries end at the given positions.</summary>
    private static OneNodeModel GroupQuery(int length, int past, int[] last)
    {
        var node = Node("GroupQueryAttention").Floats(2, length, 64).Floats(2, length, 32).Floats(2, length, 32);
        node = past == 0 ? node.None().None() : node.Floats(2, 2, past, 16).Floats(2, 2, past, 16);
        return node.Integers(last).Constant().Integers([past + length]).Given();
    }

    private static AttributeProto Floats(string name, params float[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }
}
