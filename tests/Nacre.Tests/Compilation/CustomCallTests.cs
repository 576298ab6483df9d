using Nacre.IR;
using Nacre.Runtime;

namespace Nacre.Tests.Compilation;

/// <summary>Functions of the caller's that models call: <see cref="CompileOptions.CustomCalls"/>.</summary>
public sealed class CustomCallTests
{
    /// <summary>Scales and shifts by a function outside, between operations that are compiled.</summary>
    private const string Program = """
        func.func @main(%x: tensor<3xf32>, %y: tensor<3xf32>) -> (tensor<3xf32>, tensor<i32>) {
          %s = stablehlo.add %x, %y : tensor<3xf32>
          %r:2 = stablehlo.custom_call @scale(%s) {api_version = 4 : i32, backend_config = {by = 2.5 : f32}} : (tensor<3xf32>) -> (tensor<3xf32>, tensor<i32>)
          %n = stablehlo.negate %r#0 : tensor<3xf32>
          return %n, %r#1 : tensor<3xf32>, tensor<i32>
        }
        """;

    private static readonly HostTensor X = HostTensor.FromArray([1f, 2f, 3f], 3), Y = HostTensor.FromArray([10f, 20f, 30f], 3);

    private static void Scale(CustomCall call)
    {
        var by = ((FloatAttr)((DictionaryAttr)call.Config!)["by"]!).Value;
        var input = call.Inputs[0].AsSpan<float>();
        var output = call.Outputs[0].AsSpan<float>();
        for (var i = 0; i < input.Length; i++)
            output[i] = (float)(input[i] * by);
        call.Outputs[1].AsSpan<int>()[0] = call.Target.Length;
    }

    private static CompileOptions Options(string target) => new() { Target = target, Strict = true, CustomCalls = new Dictionary<string, Action<CustomCall>> { ["scale"] = Scale } };

    private static void CheckOutputs(Engine engine)
    {
        using var session = engine.CreateSession();
        var outputs = session.Run(X, Y);
        Assert.Equal([-27.5f, -55, -82.5f], outputs[0].AsSpan<float>().ToArray());
        Assert.Equal(5, outputs[1].AsSpan<int>()[0]);
    }

    [Theory, InlineData("host"), InlineData(CompileOptions.Interpreter)]
    public void A_model_calls_a_function_of_the_caller(string target)
    {
        using var engine = Model.FromMlir(Program).Compile(Options(target));
        CheckOutputs(engine);
    }

    [Fact]
    public void Reports_tell_calls_from_the_interpreter()
    {
        using var engine = Model.FromMlir(Program).Compile(Options("host"));
        Assert.Equal(1, engine.Compile().Count(k => k.Tactic == KernelReport.CallTactic));
        Assert.All(engine.Compile(), k => Assert.True(k.IsCompiled));
    }

    [Fact]
    public void A_loaded_engine_calls_what_its_options_say()
    {
        using var folder = new TemporaryFolder();
        using (var engine = Model.FromMlir(Program).Compile(Options("host")))
            engine.Save(folder["scale.nacre"]);
        using var loaded = Engine.Load(folder["scale.nacre"], Options("host"));
        CheckOutputs(loaded);
        using var without = Engine.Load(folder["scale.nacre"]);
        using var session = without.CreateSession();
        Assert.Contains("'scale'", Assert.Throws<NacreException>(() => session.Run(X, Y)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_from_the_cache_calls_what_its_options_say()
    {
        using var folder = new TemporaryFolder();
        var options = Options("host") with { UseCache = true, CacheFolder = folder["cache"] };
        var path = folder.Write("scale.mlir", System.Text.Encoding.UTF8.GetBytes(Program));
        for (var turn = 0; turn < 2; turn++)
        {
            using var engine = Engine.Open(path, options);
            CheckOutputs(engine);
            Assert.Equal(turn, engine.ProgramsFromCache);
        }
    }

    [Theory, InlineData("host"), InlineData(CompileOptions.Interpreter)]
    public void An_unknown_target_is_named(string target)
    {
        using var engine = Model.FromMlir(Program).Compile(new CompileOptions { Target = target });
        using var session = engine.CreateSession();
        var error = Assert.Throws<NacreException>(() => session.Run(X, Y));
        Assert.Equal(ExitCode.Unsupported, error.Code);
        Assert.Contains("nothing is known of the target 'scale'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_refuses_an_unknown_target()
    {
        using var engine = Model.FromMlir(Program).Compile(new CompileOptions { Strict = true });
        Assert.Contains("custom_call", Assert.Throws<NacreException>(engine.Compile).Message, StringComparison.Ordinal);
    }

    /// <summary>Annotations of where values lie on several devices mean nothing on one.</summary>
    [Theory, InlineData("host"), InlineData(CompileOptions.Interpreter)]
    public void Placements_are_their_operands(string target)
    {
        using var engine = Model.FromMlir("""
            func.func @main(%x: tensor<3xf32>) -> tensor<3xf32> {
              %0 = stablehlo.custom_call @Sharding(%x) {mhlo.sharding = "{replicated}"} : (tensor<3xf32>) -> tensor<3xf32>
              %1 = stablehlo.negate %0 : tensor<3xf32>
              return %1 : tensor<3xf32>
            }
            """).Compile(new CompileOptions { Target = target, Strict = true });
        using var session = engine.CreateSession();
        Assert.Equal([-1f, -2, -3], session.Run(X)[0].AsSpan<float>().ToArray());
    }
}
