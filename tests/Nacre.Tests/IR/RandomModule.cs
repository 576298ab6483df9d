using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Test;
using Nacre.IR;

namespace Nacre.Tests.Ir;

/// <summary>Random modules that verify: functions, nested regions, branches, values of random types, attributes of every kind.</summary>
internal sealed class RandomModule(int seed)
{
    private readonly Random _random = new(seed);

    public ModuleOp Build()
    {
        var module = ModuleOp.New();
        var builder = OpBuilder.AtEnd(module.Body);
        for (var i = _random.Next(1, 4); i > 0; i--)
            BuildFunction(builder, $"f{i}");
        return module;
    }

    private void BuildFunction(OpBuilder builder, string name)
    {
        var function = FuncOp.Create(builder, name, new FunctionType(Types(3), Types(2)));
        if (_random.Next(2) == 0)
            function.SetAttr("test.extra", Attribute(3));
        var body = new OpBuilder();
        body.SetAtEnd(function.Body.Entry);
        var values = function.Body.Entry.Arguments.ToList<Value>();
        BuildOperations(body, values, depth: 2);
        if (_random.Next(2) == 0)
            BuildBranch(body, function.Body, values);
        var results = SourceOp.Create(body, function.FunctionType.Results);
        ReturnOp.Create(body, [.. results.Results]);
    }

    private void BuildBranch(OpBuilder builder, Region region, List<Value> values)
    {
        var passed = values.Where(_ => _random.Next(3) == 0).ToArray();
        var next = region.AddBlock(passed.Select(v => v.Type));
        BranchOp.Create(builder, passed, next);
        builder.SetAtEnd(next);
        values.AddRange(next.Arguments);
        BuildOperations(builder, values, depth: 1);
    }

    private void BuildOperations(OpBuilder builder, List<Value> values, int depth)
    {
        for (var i = _random.Next(1, 7); i > 0; i--)
            BuildOperation(builder, values, depth);
    }

    private void BuildOperation(OpBuilder builder, List<Value> values, int depth)
    {
        switch (_random.Next(depth > 0 ? 7 : 5))
        {
            case 0:
                values.AddRange(SourceOp.Create(builder, Types(3)).Results);
                break;
            case 1:
                values.Add(global::Nacre.Dialects.Test.ConstantOp.Create(builder, new IntegerAttr(_random.NextInt64(), IntegerKind())).Output);
                break;
            case 2:
                SinkOp.Create(builder, Some(values, 1)).SetAttr("test.a", Attribute(3));
                break;
            case 3:
                if (values.FirstOrDefault(v => v.Type is IntegerType { IsSignless: true }) is { } integer)
                    values.Add(AddOp.Create(builder, integer, integer).Output);
                break;
            case 4:
                SegmentsOp.Create(builder, Some(values, 0), Some(values, 0), Some(values, 0).FirstOrDefault());
                break;
            case 5:
                var scope = ScopeOp.Create(builder);
                builder.Within(scope.Body.AddBlock(), () =>
                {
                    BuildOperations(builder, [.. values], depth - 1);
                    EndOp.Create(builder);
                });
                break;
            default:
                var isolated = IsolatedOp.Create(builder);
                builder.Within(isolated.Body.AddBlock(), () =>
                {
                    BuildOperations(builder, [], depth - 1);
                    EndOp.Create(builder);
                });
                break;
        }
    }

    private Value[] Some(List<Value> values, int least) => values.Count == 0 ? [] : [.. Enumerable.Range(0, _random.Next(least, 4)).Select(_ => values[_random.Next(values.Count)])];

    private EquatableArray<IRType> Types(int most) => Enumerable.Range(0, _random.Next(1, most + 1)).Select(_ => Type(2)).ToEquatableArray();

    private IRType IntegerKind() => _random.Next(3) == 0 ? IndexType.Instance : new IntegerType(_random.Next(1, 65));

    private IRType Element() => _random.Next(3) switch
    {
        0 => new IntegerType(_random.Next(1, 129), (Signedness)_random.Next(3)),
        1 => new FloatType((FloatKind)_random.Next(Enum.GetValues<FloatKind>().Length)),
        _ => IndexType.Instance,
    };

    private IRType Type(int depth) => _random.Next(depth > 0 ? 8 : 2) switch
    {
        0 or 1 => Element(),
        2 or 3 => new RankedTensorType(Shape(dynamic: true), Element()),
        4 => new UnrankedTensorType(Element()),
        5 => new VectorType(new Shape(Shape(dynamic: false).Dims.Append(4).ToEquatableArray()), Element() is FloatType f ? f : IntegerType.I32),
        6 => new FunctionType(Types(2, depth - 1), Types(2, depth - 1)),
        _ => new PairType(Type(depth - 1), Type(depth - 1)),
    };

    private EquatableArray<IRType> Types(int most, int depth) => Enumerable.Range(0, _random.Next(most + 1)).Select(_ => Type(depth)).ToEquatableArray();

    private Shape Shape(bool dynamic) => new(Enumerable.Range(0, _random.Next(4)).Select(_ => dynamic && _random.Next(4) == 0 ? IR.Shape.Dynamic : _random.Next(dynamic ? 0 : 1, 5)).ToEquatableArray());

    private Attr Attribute(int depth) => _random.Next(depth > 0 ? 13 : 6) switch
    {
        0 => UnitAttr.Instance,
        1 => new StringAttr(Text()),
        2 => new IntegerAttr(_random.NextInt64(), IntegerKind()),
        3 => FloatAttr.FromBits(_random.NextInt64() >>> 48, FloatType.F16),
        4 => FloatAttr.FromBits(BitConverter.DoubleToInt64Bits(Number()), FloatType.F64),
        5 => FloatAttr.FromBits((uint)_random.NextInt64(), FloatType.F32),
        6 => new TypeAttr(Type(2)),
        7 => new ArrayAttr(Enumerable.Range(0, _random.Next(4)).Select(_ => Attribute(depth - 1)).ToEquatableArray()),
        8 => new DictionaryAttr(Enumerable.Range(0, _random.Next(3)).Select(i => new NamedAttr($"k{i}{Text()}", Attribute(depth - 1)))),
        9 => new SymbolRefAttr("f1", [Text() + "x"]),
        10 => DenseArrayAttr.I64(_random.NextInt64(), -1, _random.Next()),
        11 => Elements(),
        _ => new PointAttr(_random.NextInt64(), _random.Next()),
    };

    private DenseElementsAttr Elements()
    {
        var type = new RankedTensorType(Shape(dynamic: false), _random.Next(2) == 0 ? FloatType.F32 : new IntegerType(_random.Next(1, 65)));
        var values = Enumerable.Range(0, _random.Next(2) == 0 ? 1 : (int)type.Shape.ElementCount)
            .Select(_ => type.ElementType is FloatType ? (long)(uint)_random.NextInt64() : IntegerAttr.Canonical(_random.NextInt64(), type.ElementType));
        return DenseElementsAttr.OfIntegers(type, [.. values]);
    }

    private double Number() => _random.Next(4) switch { 0 => double.NaN, 1 => double.NegativeInfinity, 2 => -0.0, _ => _random.NextDouble() * Math.Pow(10, _random.Next(-300, 300)) };

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(5)).Select(_ => new System.Text.Rune(_random.Next(4) == 0 ? _random.Next(1, 0xD800) : _random.Next(1, 128)).ToString()));
}
