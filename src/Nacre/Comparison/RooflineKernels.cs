namespace Nacre.Comparison;

/// <summary>The kernels that measure a machine, as MLIR in the form that tactics write. A tile is the work of one thread.</summary>
/// <param name="Lanes">Elements of f32 in a vector.</param>
internal sealed record RooflineKernels(int Lanes)
{
    /// <summary>Independent chains: more than latency times throughput of the multiply-adds of any processor, and few enough for 16 registers.</summary>
    private const int Chains = 12;

    /// <summary>Vectors that one step of a streaming loop reads from an array.</summary>
    private const int Unrolled = 8;

    /// <summary>Elements of the buffer that <see cref="Peak"/> reads and, from tile t on, writes.</summary>
    public long PeakElements(int tiles) => (Chains + 2 + tiles) * (long)Lanes;

    public static double PeakFlops(long steps, int lanes) => 2.0 * Chains * lanes * steps;

    /// <summary>The largest multiple of a streaming step that is not above <paramref name="elements"/>.</summary>
    public long RoundDown(long elements) => elements / (Unrolled * Lanes) * (Unrolled * Lanes);

    /// <summary>x ← x·a + b in independent chains.</summary>
    public string Peak(string name, long steps, int tiles) => $$"""
        func.func @{{name}}(%data: memref<{{PeakElements(tiles)}}xf32>, %begin: index, %end: index) attributes {nacre.kernel_abi} {
        {{Constants(0, 1, steps, Lanes)}}
          scf.for %tile = %begin to %end step %c1 {
            {{Lines(Chains + 2, i => $"%o{i} = arith.constant {i * Lanes} : index")}}
            {{Lines(Chains + 2, i => $"%d{i} = vector.load %data[%o{i}] : memref<{PeakElements(tiles)}xf32>, {Vector}")}}
            %r:{{Chains}} = scf.for %i = %c0 to %c{{steps}} step %c1 iter_args({{List(Chains, i => $"%x{i} = %d{i}")}}) -> ({{List(Chains, _ => Vector)}}) {
              {{Lines(Chains, i => $"%y{i} = vector.fma %x{i}, %d{Chains}, %d{Chains + 1} : {Vector}")}}
              scf.yield {{List(Chains, i => $"%y{i}")}} : {{List(Chains, _ => Vector)}}
            }
            {{Sum(Chains)}}
            %place = arith.muli %tile, %c{{Lanes}} : index
            %last = arith.constant {{(Chains + 2) * Lanes}} : index
            %at = arith.addi %place, %last : index
            vector.store %s{{Chains - 1}}, %data[%at] : memref<{{PeakElements(tiles)}}xf32>, {{Vector}}
          }
          return
        }
        """;

    /// <summary>Adds up the elements of the tile's part of an array, again and again, and writes the sum over the part's first elements.</summary>
    /// <param name="name">Of the function.</param>
    /// <param name="part">Elements of a tile; a multiple of a step.</param>
    /// <param name="repeats">How often each part is read.</param>
    /// <param name="tiles">Parts of the array.</param>
    public string Read(string name, long part, long repeats, int tiles) => $$"""
        func.func @{{name}}(%data: memref<{{part * tiles}}xf32>, %begin: index, %end: index) attributes {nacre.kernel_abi} {
        {{Constants(0, 1, part, repeats, Unrolled * Lanes)}}
          %zero = arith.constant dense<0.0> : {{Vector}}
          scf.for %tile = %begin to %end step %c1 {
            %base = arith.muli %tile, %c{{part}} : index
            %r:{{Unrolled}} = scf.for %again = %c0 to %c{{repeats}} step %c1 iter_args({{List(Unrolled, i => $"%a{i} = %zero")}}) -> ({{List(Unrolled, _ => Vector)}}) {
              %q:{{Unrolled}} = scf.for %i = %c0 to %c{{part}} step %c{{Unrolled * Lanes}} iter_args({{List(Unrolled, i => $"%x{i} = %a{i}")}}) -> ({{List(Unrolled, _ => Vector)}}) {
                %at = arith.addi %base, %i : index
                {{Loads("%data", "%at", "v", part * tiles)}}
                {{Lines(Unrolled, i => $"%y{i} = arith.addf %x{i}, %v{i} : {Vector}")}}
                scf.yield {{List(Unrolled, i => $"%y{i}")}} : {{List(Unrolled, _ => Vector)}}
              }
              scf.yield {{List(Unrolled, i => $"%q#{i}")}} : {{List(Unrolled, _ => Vector)}}
            }
            {{Sum(Unrolled)}}
            vector.store %s{{Unrolled - 1}}, %data[%base] : memref<{{part * tiles}}xf32>, {{Vector}}
          }
          return
        }
        """;

    /// <summary>a = b + s·c on the three thirds of the tile's part of an array.</summary>
    /// <param name="name">Of the function.</param>
    /// <param name="third">Elements of a third; a multiple of a step.</param>
    /// <param name="repeats">How often.</param>
    /// <param name="tiles">Parts of the array.</param>
    public string Triad(string name, long third, long repeats, int tiles) => $$"""
        func.func @{{name}}(%data: memref<{{3 * third * tiles}}xf32>, %begin: index, %end: index) attributes {nacre.kernel_abi} {
        {{Constants(0, 1, third, 3 * third, repeats, Unrolled * Lanes)}}
          %scale = arith.constant dense<0.5> : {{Vector}}
          scf.for %tile = %begin to %end step %c1 {
            %base = arith.muli %tile, %c{{3 * third}} : index
            scf.for %again = %c0 to %c{{repeats}} step %c1 {
              scf.for %i = %c0 to %c{{third}} step %c{{Unrolled * Lanes}} {
                %a = arith.addi %base, %i : index
                %b = arith.addi %a, %c{{third}} : index
                %c = arith.addi %b, %c{{third}} : index
                {{Loads("%data", "%b", "v", 3 * third * tiles)}}
                {{Loads("%data", "%c", "w", 3 * third * tiles)}}
                {{Lines(Unrolled, i => $"%y{i} = vector.fma %w{i}, %scale, %v{i} : {Vector}")}}
                {{Lines(Unrolled, i => $"%ka{i} = arith.constant {i * Lanes} : index\n%pa{i} = arith.addi %a, %ka{i} : index\nvector.store %y{i}, %data[%pa{i}] : memref<{3 * third * tiles}xf32>, {Vector}")}}
              }
            }
          }
          return
        }
        """;

    private string Vector => $"vector<{Lanes}xf32>";

    private string Loads(string memref, string at, string name, long elements) => Lines(Unrolled, i =>
        $"%k{name}{i} = arith.constant {i * Lanes} : index\n%p{name}{i} = arith.addi {at}, %k{name}{i} : index\n%{name}{i} = vector.load {memref}[%p{name}{i}] : memref<{elements}xf32>, {Vector}");

    /// <summary>The sum of the results of <c>%r</c>, in the last of <c>%s1</c>, <c>%s2</c>, ….</summary>
    private string Sum(int count) => Lines(count - 1, i => $"%s{i + 1} = arith.addf {(i == 0 ? "%r#0" : $"%s{i}")}, %r#{i + 1} : {Vector}");

    private static string Constants(params long[] values) => string.Join("\n", values.Distinct().Select(v => $"%c{v} = arith.constant {v} : index"));
    private static string Lines(int count, Func<int, string> line) => string.Join("\n", Enumerable.Range(0, count).Select(line));
    private static string List(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));
}
