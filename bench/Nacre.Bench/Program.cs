using Nacre.Bench;

// What is measured against other engines is `nacre bench`; here is what only compiler engineers measure.
if (args is not ["ir"])
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project bench/Nacre.Bench -- ir");
    return 2;
}
IrBench.Run(Console.Out);
return 0;
