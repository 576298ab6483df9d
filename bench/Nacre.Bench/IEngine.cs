namespace Nacre.Bench;

/// <summary>A model made ready by one runtime, with its inputs bound: what the benchmark times.</summary>
public interface IEngine : IDisposable
{
    /// <summary>The runtime and its version, as shown in tables.</summary>
    string Name { get; }

    IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>Sets the inputs of the following runs; their memory is read in place.</summary>
    void Bind(IReadOnlyList<NamedTensor> inputs);

    /// <summary>One inference on the bound inputs.</summary>
    void Run();

    /// <summary>Copies of the last run's outputs.</summary>
    IReadOnlyList<NamedTensor> Outputs();
}
