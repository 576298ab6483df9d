using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;

namespace Nacre.Tests.Frontends.Onnx;

/// <summary>Damages models: their bytes, the fields of their messages, or what their graphs say.</summary>
internal sealed class ModelMutator(Random random)
{
    private static readonly ulong[] WildNumbers = [0, 1, 2, 3, 7, 13, 127, 255, 65_535, int.MaxValue, 1UL << 31, 1UL << 32, 1UL << 40, long.MaxValue, 1UL << 63, ulong.MaxValue, unchecked((ulong)-2L)];

    private static readonly string[] Operators =
        ["Add", "Relu", "Reshape", "Concat", "Gather", "Slice", "Expand", "Tile", "Pad", "Conv", "MatMul", "Loop", "If", "ConstantOfShape", "Range", "Cast", "ReduceSum", "Softmax", "LSTM", "NonExistent"];

    public byte[] Mutate(byte[] model)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
            model = random.Next(4) switch
            {
                0 => OfBytes(model),
                1 => OfFields(model),
                _ => OfGraph(model),
            };
        return model;
    }

    private byte[] OfBytes(byte[] model)
    {
        if (model.Length == 0)
            return model;
        var at = random.Next(model.Length);
        switch (random.Next(4))
        {
            case 0:
                return model[..at];
            case 1:
                return [.. model[..at], .. model[Math.Min(model.Length, at + random.Next(1, 16))..]];
            case 2:
                var extra = new byte[random.Next(1, 16)];
                random.NextBytes(extra);
                return [.. model[..at], .. extra, .. model[at..]];
            default:
                var copy = model.ToArray();
                for (var flips = random.Next(1, 9); flips > 0; flips--)
                    copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
                return copy;
        }
    }

    /// <summary>Removes, repeats, moves or exchanges a field of some message, or gives it another number.</summary>
    private byte[] OfFields(byte[] model)
    {
        if (WireMessage.TryParse(model) is not { } root)
            return OfBytes(model);
        var messages = root.All.Where(m => m.Fields.Count > 0).ToArray();
        if (messages.Length == 0)
            return model;
        var fields = messages[random.Next(messages.Length)].Fields;
        var others = messages[random.Next(messages.Length)].Fields;
        var (at, other) = (random.Next(fields.Count), random.Next(others.Count));
        switch (random.Next(6))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.Insert(at, fields[at]);
                break;
            case 2:
                var numbers = messages.SelectMany(m => m.Fields.Select((f, i) => (List: m.Fields, Index: i, Field: f))).Where(f => f.Field.Kind == WireField.Varint).ToArray();
                if (numbers.Length > 0 && numbers[random.Next(numbers.Length)] is var number)
                    number.List[number.Index] = number.Field with { Value = WildNumbers[random.Next(WildNumbers.Length)] };
                break;
            case 3:
                fields[at] = fields[at] with { Number = random.Next(1, 24) };
                break;
            case 4 when fields[at].Message is not { } moved || !moved.All.Any(m => ReferenceEquals(m.Fields, others)):
                others.Insert(other, fields[at]);
                break;
            default:
                var second = random.Next(fields.Count);
                (fields[at], fields[second]) = (fields[second], fields[at]);
                break;
        }
        return root.ToBytes();
    }

    /// <summary>A model that is well-formed and means something else.</summary>
    private byte[] OfGraph(byte[] model)
    {
        ModelProto parsed;
        try
        {
            parsed = ModelProto.Parser.ParseFrom(model);
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            return OfBytes(model);
        }
        if (parsed.Graph is not { Node.Count: > 0 } graph)
            return OfFields(model);
        Change(parsed, graph, graph.Node[random.Next(graph.Node.Count)]);
        return Google.Protobuf.MessageExtensions.ToByteArray(parsed);
    }

    private void Change(ModelProto model, GraphProto graph, NodeProto node)
    {
        var names = graph.Node.SelectMany(n => n.Output).Concat(graph.Input.Select(i => i.Name)).Concat(graph.Initializer.Select(t => t.Name)).ToArray();
        var lists = node.Attribute.Where(a => a.Ints.Count > 0).ToArray();
        switch (random.Next(9))
        {
            case 0:
                node.OpType = Operators[random.Next(Operators.Length)];
                break;
            case 1 when node.Input.Count > 0 && names.Length > 0:
                node.Input[random.Next(node.Input.Count)] = names[random.Next(names.Length)];
                break;
            case 2 when node.Output.Count > 0:
                node.Output[random.Next(node.Output.Count)] = names[random.Next(names.Length)];
                break;
            case 3 when lists.Length > 0:
                var ints = lists[random.Next(lists.Length)].Ints;
                ints[random.Next(ints.Count)] = WildNumber();
                break;
            case 4 when node.Attribute.FirstOrDefault(a => a.HasI) is { } single:
                single.I = WildNumber();
                break;
            case 5 when graph.Initializer.Count > 0:
                ChangeTensor(graph.Initializer[random.Next(graph.Initializer.Count)]);
                break;
            case 6 when graph.Input.SelectMany(i => i.Type?.TensorType?.Shape?.Dim ?? []).ToArray() is { Length: > 0 } dims:
                dims[random.Next(dims.Length)].DimValue = WildNumber();
                break;
            case 7 when graph.Input.Select(i => i.Type?.TensorType).OfType<TypeProto.Types.Tensor>().ToArray() is { Length: > 0 } types:
                types[random.Next(types.Length)].ElemType = (TensorProto.Types.DataType)random.Next(0, 30);
                break;
            case 8 when model.OpsetImport.Count > 0:
                model.OpsetImport[random.Next(model.OpsetImport.Count)].Version = random.Next(0, 30);
                break;
            default:
                graph.Node.Insert(random.Next(graph.Node.Count), node.Clone());
                break;
        }
    }

    private long WildNumber() => (long)WildNumbers[random.Next(WildNumbers.Length)];

    private void ChangeTensor(TensorProto tensor)
    {
        if (tensor.Int64Data.Count > 0)
            tensor.Int64Data[random.Next(tensor.Int64Data.Count)] = WildNumber();
        else if (tensor.Dims.Count > 0)
            tensor.Dims[random.Next(tensor.Dims.Count)] = WildNumber();
        else
            tensor.Dims.Add(WildNumber());
    }
}
