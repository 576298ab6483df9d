using Nacre.Bench;

const string usage = """
    usage: dotnet run -c Release --project bench/Nacre.Bench -- ir
           dotnet run -c Release --project bench/Nacre.Bench -- ort MODEL.onnx [options]
      --threads N     threads inside an operator (default: 1)
      --dim NAME=N    a size that the model leaves open (default: 1)
      --random SEED   seeded random inputs instead of i/n
      --seconds S     how long to measure (default: 3)
    """;

if (args is ["ir"])
{
    IrBench.Run(Console.Out);
    return 0;
}

try
{
    var options = BenchOptions.Parse(args);
    using IEngine engine = options.Engine switch
    {
        "ort" => new OnnxRuntime(options.Model, options.Threads),
        _ => throw new FormatException($"unknown engine '{options.Engine}'"),
    };
    engine.Bind(new GeneratedInputs(options.OpenSizes, options.Seed).For(engine.Inputs));
    Console.WriteLine($"{options.Model}: {string.Join(", ", engine.Inputs)}");
    Console.WriteLine($"{engine.Name}, {options.Threads} thread(s): {Timing.Measure(engine.Run, options.Duration)}");
    foreach (var output in engine.Outputs())
        Console.WriteLine($"  {output}");
    return 0;
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n{usage}");
    return 2;
}
catch (FileNotFoundException e)
{
    Console.Error.WriteLine(e.Message);
    return 5;
}
catch (Exception e) when (e is InvalidOperationException or NotSupportedException)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}
