using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Compilation;

/// <summary>Between the compiler's types and values and the runtime's.</summary>
internal static class ElementTypeMap
{
    private static readonly (ElementType Runtime, IRType IR)[] Rows =
    [
        (ElementType.Bool, IntegerType.I1), (ElementType.I8, IntegerType.I8), (ElementType.I16, IntegerType.I16), (ElementType.I32, IntegerType.I32), (ElementType.I64, IntegerType.I64),
        (ElementType.I4, new IntegerType(4)), (ElementType.I2, new IntegerType(2)), (ElementType.U2, new IntegerType(2, Signedness.Unsigned)), (ElementType.U4, new IntegerType(4, Signedness.Unsigned)),
        (ElementType.U8, IntegerType.UI8), (ElementType.U16, new IntegerType(16, Signedness.Unsigned)), (ElementType.U32, new IntegerType(32, Signedness.Unsigned)),
        (ElementType.U64, new IntegerType(64, Signedness.Unsigned)), (ElementType.F16, FloatType.F16), (ElementType.BF16, FloatType.BF16), (ElementType.F32, FloatType.F32),
        (ElementType.F64, FloatType.F64), (ElementType.F8E4M3FN, new FloatType(FloatKind.F8E4M3FN)), (ElementType.F8E4M3FNUZ, new FloatType(FloatKind.F8E4M3FNUZ)),
        (ElementType.F8E5M2, new FloatType(FloatKind.F8E5M2)), (ElementType.F8E5M2FNUZ, new FloatType(FloatKind.F8E5M2FNUZ)), (ElementType.F8E8M0FNU, new FloatType(FloatKind.F8E8M0FNU)),
        (ElementType.F8E3M4, new FloatType(FloatKind.F8E3M4)), (ElementType.F8E4M3, new FloatType(FloatKind.F8E4M3)), (ElementType.F8E4M3B11FNUZ, new FloatType(FloatKind.F8E4M3B11FNUZ)),
        (ElementType.F6E2M3FN, new FloatType(FloatKind.F6E2M3FN)), (ElementType.F6E3M2FN, new FloatType(FloatKind.F6E3M2FN)),
        (ElementType.F4E2M1FN, new FloatType(FloatKind.F4E2M1FN)), (ElementType.C64, new ComplexType(FloatType.F32)), (ElementType.C128, new ComplexType(FloatType.F64)),
    ];

    private static readonly Dictionary<IRType, ElementType> ToRuntimeTypes = Rows.ToDictionary(r => r.IR, r => r.Runtime);
    private static readonly Dictionary<ElementType, IRType> ToIRTypes = Rows.ToDictionary(r => r.Runtime, r => r.IR);

    /// <summary>The runtime's element type; text for everything that is no number, undefined for what is only known at run time.</summary>
    public static ElementType ToRuntime(IRType element) => element is Dialects.Onnx.UnknownType ? ElementType.Undefined : ToRuntimeTypes.GetValueOrDefault(element, ElementType.String);

    public static IRType ToIR(ElementType type) => ToIRTypes[type];

    public static InterpreterValue ToValue(HostTensor tensor)
    {
        if (tensor.ElementType == ElementType.String)
            return new StringTensorValue(new Shape(tensor.Shape.ToArray()), tensor.Strings.ToArray());
        return new TensorValue(new RankedTensorType(tensor.Shape.ToArray(), ToIR(tensor.ElementType)), tensor.AsBytes().ToArray());
    }

    /// <summary>The tensor as a value that shares its memory, and so must not outlive it.</summary>
    public static InterpreterValue ToBorrowedValue(HostTensor tensor)
    {
        if (tensor.ElementType == ElementType.String)
            return ToValue(tensor);
        using var memory = new BorrowedMemory(tensor);
        return new TensorValue(new RankedTensorType(tensor.Shape.ToArray(), ToIR(tensor.ElementType)), Blob.Of(memory.Memory));
    }

    /// <summary>A tensor's bytes; nothing is freed, for they are the tensor's.</summary>
    private sealed class BorrowedMemory(HostTensor tensor) : System.Buffers.MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => tensor.AsBytes();
        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("native memory needs no pinning");
        public override void Unpin() { }
        protected override void Dispose(bool disposing) { }
    }

    /// <exception cref="NacreException">The value is no tensor.</exception>
    public static HostTensor ToTensor(InterpreterValue value)
    {
        switch (value)
        {
            case StringTensorValue text:
                return HostTensor.FromStrings([.. text.Strings], [.. text.Shape.Dims]);
            case TensorValue tensor:
                var host = HostTensor.CreateUninitialized(ToRuntime(tensor.ElementType), [.. tensor.Shape.Dims]);
                tensor.Bytes.CopyTo(host.AsBytes());
                return host;
            default:
                throw new NacreException(ExitCode.Unsupported, $"a value of kind {value.GetType().Name} cannot be given to the caller as a tensor");
        }
    }
}
