using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Tuning;

/// <summary>A kernel that can be computed in several ways.</summary>
internal interface ITunableKernel
{
    /// <summary>Names its root operation in the database.</summary>
    string Key { get; }

    string Description { get; }

    /// <summary>The ways beside the estimate's, best first; each says what to decide for which operation.</summary>
    IReadOnlyList<IReadOnlyDictionary<string, Schedule>> Candidates();

    /// <summary>Compiles it with these decisions, without any as the estimate says; null where it cannot be run by itself.</summary>
    IPreparedKernel? Prepare(IReadOnlyDictionary<string, Schedule> decisions);
}

/// <summary>Machine code and buffers.</summary>
internal interface IPreparedKernel : IDisposable
{
    /// <summary>Seconds of one run.</summary>
    double Run();
}
