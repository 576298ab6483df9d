using Nacre.Dialects.Vhlo;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>The attributes of an operation on its way to or from VHLO, without their wrapping; the errors name the operation.</summary>
internal sealed class AttributeSet(Operation op)
{
    private readonly Dictionary<string, Attr> _values = op.Attributes.ToDictionary(a => a.Name, a => VhloAttr.Unwrap(a.Value), StringComparer.Ordinal);

    public Operation Op => op;
    public IEnumerable<NamedAttr> All => _values.Select(v => new NamedAttr(v.Key, v.Value));
    public bool Has(string name) => _values.ContainsKey(name);
    public Attr? Get(string name) => _values.GetValueOrDefault(name);
    public void Set(string name, Attr value) => _values[name] = value;
    public void Remove(string name) => _values.Remove(name);

    public T Get<T>(string name) where T : Attr => Get(name) as T ?? throw new DiagnosticException(op, $"has no attribute '{name}' of the expected kind");
    public long Integer(string name) => Get<IntegerAttr>(name).Value;
    public IRType Type(string name) => Get<TypeAttr>(name).Value;
    public EquatableArray<long> Integers(string name) => Get<DenseElementsAttr>(name) is { ElementType: IntegerType } elements ? elements.ToIntegers() : throw new DiagnosticException(op, $"has no integers in the attribute '{name}'");
}
