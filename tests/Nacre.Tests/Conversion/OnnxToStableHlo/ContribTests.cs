using Nacre.Dialects;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Conversion.OnnxToStableHlo;

/// <summary>ONNX Runtime's operators, which have no published test cases: their results computed by hand.</summary>
public sealed class ContribTests
{
    private const string Two = "%s = \"onnx.Constant\"() {value = dense<0.5> : tensor<f32>} : () -> tensor<f32>\n%z = \"onnx.Constant\"() {value = dense<10> : tensor<ui8>} : () -> tensor<ui8>\n";

    /// <summary>Scale 0.5 and zero point 10 everywhere: 10, 20, 255 stand for 0, 5, 122.5.</summary>
    [Theory]
    [InlineData("QLinearAdd", new long[] { 10, 30, 255 })]
    [InlineData("QLinearMul", new long[] { 10, 60, 255 })]
    public void QuantizedBinary(string name, long[] expected) => Assert.Equal(expected, Run(
        $"%r = \"onnx.Custom\"(%x, %s, %z, %x, %s, %z, %s, %z) {{domain = \"com.microsoft\", op_type = \"{name}\", node_attributes = {{}}}}" +
        " : (tensor<3xui8>, tensor<f32>, tensor<ui8>, tensor<3xui8>, tensor<f32>, tensor<ui8>, tensor<f32>, tensor<ui8>) -> !onnx.unknown"));

    [Theory]
    [InlineData("QLinearLeakyRelu", "{alpha = 0.5 : f32}", new long[] { 10, 20, 255 })]
    [InlineData("QLinearSigmoid", "{}", new long[] { 11, 12, 12 })]
    public void QuantizedUnary(string name, string attributes, long[] expected) => Assert.Equal(expected, Run(
        $"%r = \"onnx.Custom\"(%x, %s, %z, %s, %z) {{domain = \"com.microsoft\", op_type = \"{name}\", node_attributes = {attributes}}}" +
        " : (tensor<3xui8>, tensor<f32>, tensor<ui8>, tensor<f32>, tensor<ui8>) -> !onnx.unknown"));

    [Fact]
    public void QuantizedConcat() => Assert.Equal([10, 20, 255, 10, 20, 255], Run(
        "%r = \"onnx.Custom\"(%s, %z, %x, %s, %z, %x, %s, %z) {domain = \"com.microsoft\", op_type = \"QLinearConcat\", node_attributes = {axis = 0 : i64}}" +
        " : (tensor<f32>, tensor<ui8>, tensor<3xui8>, tensor<f32>, tensor<ui8>, tensor<3xui8>, tensor<f32>, tensor<ui8>) -> !onnx.unknown"));

    private static long[] Run(string operation)
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, $"func.func @main(%x: tensor<3xui8>) -> !onnx.unknown {{\n{Two}{operation}\nreturn %r : !onnx.unknown\n}}");
        new ConvertOnnxToStableHloPass().Run(module, new PassContext(context));
        var main = module.Walk<FuncOp>().Single();
        return ReferenceInterpreter.Create().Run(main, TensorValue.OfIntegers(RankedTensorType.Get(IntegerType.UI8, 3), [10, 20, 255]))[0].AsTensor.ToIntegers();
    }
}
