using Nacre.Frontends.Onnx.Proto;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>Scan of opset 8 worked on a batch: every state and every scanned input had a leading batch dimension.</summary>
internal static class ScanUpgrade
{
    /// <summary>
    /// Scan-8(lens, states…, inputs…) → an outer Scan over the batch, whose body is the Scan of today over the sequence:
    /// <c>Scan(states…, inputs…) { Scan(state…, input…) { body } }</c>.
    /// </summary>
    public static void BatchToOuterScan(UpgradeScope u)
    {
        if (u.Node.InputOrEmpty(0).Length > 0)
            throw u.Unsupported("Scan of opset 8 with sequence lengths is not supported; re-export the model with opset 9 or later");
        if (u.Node.Find("body")?.G is not { } body)
            throw u.Unsupported("the required attribute 'body' is missing");
        var inputs = u.Node.Input.Skip(1).ToArray();
        var inner = Make.Node("Scan", u.Node.Name,
            inputs.Select(_ => u.FreshName("batch_in")), u.Node.Output.Select(_ => u.FreshName("batch_out")),
            Make.Graph("body", body), Make.Int("num_scan_inputs", u.Node.Int("num_scan_inputs", 0)));
        if (u.Node.Ints("directions") is { } directions)
            inner.Attribute.Add(Make.Ints("scan_input_directions", directions));

        var perBatch = new GraphProto { Name = body.Name + "/batch" };
        perBatch.Node.Add(inner);
        perBatch.Input.AddRange(inner.Input.Select(name => new ValueInfoProto { Name = name }));
        perBatch.Output.AddRange(inner.Output.Select(name => new ValueInfoProto { Name = name }));

        u.Node.Input.RemoveAt(0);
        u.Node.Attribute.Clear();
        u.Node.Attribute.Add(Make.Graph("body", perBatch));
        u.Node.Attribute.Add(Make.Int("num_scan_inputs", inputs.Length));
    }
}
