using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Tensors;
using Nacre.IR;
using AttributeType = Nacre.Frontends.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace Nacre.Frontends.Onnx.Import;

/// <summary>Node attributes in the IR; subgraphs are none, they become regions.</summary>
internal sealed class AttributeImporter(TensorDecoder tensors, TypeImporter types)
{
    /// <summary>The attribute's value as its declared kind says; null for graphs and attributes without a value.</summary>
    public Attr? Import(AttributeProto attribute) => attribute.Kind() switch
    {
        AttributeType.Int => IntegerAttr.I64(attribute.I),
        AttributeType.Float => FloatAttr.F32(attribute.F),
        AttributeType.String => new StringAttr(attribute.S.ToStringUtf8()),
        AttributeType.Ints => DenseArrayAttr.I64([.. attribute.Ints]),
        AttributeType.Floats => DenseArrayAttr.F32([.. attribute.Floats]),
        AttributeType.Strings => ArrayAttr.OfStrings(attribute.Strings.Select(s => s.ToStringUtf8())),
        AttributeType.Tensor when attribute.T is { } tensor => tensors.Decode(tensor),
        AttributeType.Tensors => new ArrayAttr(attribute.Tensors.Select(Attr (t) => tensors.Decode(t)).ToEquatableArray()),
        AttributeType.SparseTensor when attribute.SparseTensor is { } sparse => SparseTensors.ToDense(sparse, tensors),
        AttributeType.TypeProto => new TypeAttr(types.Import(attribute.Tp, $"attribute '{attribute.Name}'")),
        AttributeType.TypeProtos => new ArrayAttr(attribute.TypeProtos.Select(Attr (t) => new TypeAttr(types.Import(t, $"attribute '{attribute.Name}'"))).ToEquatableArray()),
        _ => null,
    };

    /// <summary>The letter of the schema table for a kind.</summary>
    public static char Letter(AttributeType kind) => kind switch
    {
        AttributeType.Int => 'i',
        AttributeType.Float => 'f',
        AttributeType.String => 's',
        AttributeType.Tensor => 't',
        AttributeType.Graph => 'g',
        AttributeType.SparseTensor => 'p',
        AttributeType.TypeProto => 'y',
        AttributeType.Ints => 'I',
        AttributeType.Floats => 'F',
        AttributeType.Strings => 'S',
        AttributeType.Tensors => 'T',
        _ => '?',
    };

    /// <summary>The words for a letter of the schema table.</summary>
    public static string Words(char letter) => letter switch
    {
        'i' => "an integer",
        'f' => "a float",
        's' => "a string",
        't' => "a tensor",
        'g' => "a graph",
        'p' => "a sparse tensor",
        'y' => "a type",
        'I' => "a list of integers",
        'F' => "a list of floats",
        'S' => "a list of strings",
        'T' => "a list of tensors",
        _ => "of an unknown kind",
    };
}
