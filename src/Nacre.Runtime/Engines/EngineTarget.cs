namespace Nacre.Runtime;

/// <summary>The machines that an engine's code runs on.</summary>
/// <param name="Architecture">As <see cref="CpuFeatures.Architecture"/> says.</param>
/// <param name="Cpu">The processor that it was tuned for.</param>
/// <param name="Features">What it may use, among <see cref="CpuFeatures.Known"/>.</param>
public sealed record EngineTarget(string Architecture, string Cpu, PlanArray<string> Features)
{
    /// <summary>Why this machine cannot run the code; null when it can.</summary>
    public string? WhyNotHere()
    {
        if (Architecture != CpuFeatures.Architecture)
            return $"its code is for {Architecture}, this process is {CpuFeatures.Architecture}";

        string[] missing = [.. Features.Where(f => !CpuFeatures.Host.Contains(f))];
        return missing.Length == 0 ? null : $"its code is for {Cpu} and uses {string.Join(", ", missing)}, which this processor does not have";
    }
}
