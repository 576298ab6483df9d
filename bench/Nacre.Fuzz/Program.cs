using Nacre.Fuzz;

if (FuzzOptions.TryParse(args) is not { } options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}
return new FuzzRun(options, Console.Out).Run() ? 0 : 1;
