namespace Nacre.Transforms.Interpreter;

/// <summary>
/// The processes of one <c>interpreter.run_parallel</c>, each on a thread: where they meet, and what they send each other. A failure of one, or a state in which all wait, ends all of them.
/// </summary>
/// <param name="replicas">Rows of the grid.</param>
/// <param name="partitions">Columns of the grid.</param>
/// <param name="infeed">What <c>infeed</c> gives, in order.</param>
internal sealed class ProcessGrid(int replicas, int partitions, IEnumerable<IReadOnlyList<InterpreterValue>> infeed)
{
    private readonly object _gate = new();
    private readonly Dictionary<(string Place, int Visit), Dictionary<int, IReadOnlyList<InterpreterValue>>> _meetings = [];
    private readonly Dictionary<string, Queue<IReadOnlyList<InterpreterValue>>> _mail = new(StringComparer.Ordinal);
    private readonly Queue<IReadOnlyList<InterpreterValue>> _infeed = new(infeed);
    private int _alive = replicas * partitions;

    /// <summary>Processes that have found nothing to go on with since something last changed.</summary>
    private int _idle;
    private Exception? _failure;

    public int Replicas => replicas;
    public int Partitions => partitions;

    /// <summary>Runs all processes to their ends and gives their results, partition by partition of each replica.</summary>
    /// <exception cref="Nacre.IR.DiagnosticException">A process failed.</exception>
    public IReadOnlyList<InterpreterValue> Run(Func<Process, IReadOnlyList<InterpreterValue>> run)
    {
        var results = new IReadOnlyList<InterpreterValue>[replicas * partitions];
        var threads = Enumerable.Range(0, results.Length).Select(i => new Thread(() => RunOne(new Process(this, i / partitions, i % partitions), run, results))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return _failure is { } failure ? throw failure : [.. results.SelectMany(r => r)];
    }

    private void RunOne(Process process, Func<Process, IReadOnlyList<InterpreterValue>> run, IReadOnlyList<InterpreterValue>[] results)
    {
        try
        {
            results[process.Id] = run(process);
            lock (_gate)
            {
                _alive--;
                CheckProgress();
            }
        }
        catch (Exception e)
        {
            lock (_gate)
                Fail(e);
        }
    }

    /// <summary>Waits until all processes of a group have come to a place, and gives what each brought.</summary>
    /// <param name="place">The same for all of them.</param>
    /// <param name="visit">How often the process has been there before.</param>
    public IReadOnlyDictionary<int, IReadOnlyList<InterpreterValue>> Meet(string place, int visit, int process, int groupSize, IReadOnlyList<InterpreterValue> values)
    {
        lock (_gate)
        {
            if (!_meetings.TryGetValue((place, visit), out var meeting))
                _meetings[(place, visit)] = meeting = [];
            meeting.Add(process, values);
            Changed();
            Wait(() => meeting.Count == groupSize);
            return meeting;
        }
    }

    public void Post(string address, IReadOnlyList<InterpreterValue> values)
    {
        lock (_gate)
        {
            Box(address).Enqueue(values);
            Changed();
        }
    }

    /// <summary>Waits for what was posted to an address first and not taken yet.</summary>
    public IReadOnlyList<InterpreterValue> Take(string address)
    {
        lock (_gate)
        {
            var box = Box(address);
            Wait(() => box.Count > 0);
            return box.Dequeue();
        }
    }

    public IReadOnlyList<InterpreterValue> TakeInfeed()
    {
        lock (_gate)
            return _infeed.TryDequeue(out var values) ? values : throw new EvaluationException("the infeed is empty");
    }

    private Queue<IReadOnlyList<InterpreterValue>> Box(string address)
    {
        if (!_mail.TryGetValue(address, out var box))
            _mail[address] = box = new();
        return box;
    }

    private void Wait(Func<bool> isReady)
    {
        while (!isReady())
        {
            if (_failure is not null)
                throw new EvaluationException("another process failed");
            _idle++;
            CheckProgress();
            if (_failure is null)
                Monitor.Wait(_gate);
        }
    }

    private void Changed()
    {
        _idle = 0;
        Monitor.PulseAll(_gate);
    }

    private void CheckProgress()
    {
        if (_alive > 0 && _idle >= _alive)
            Fail(new EvaluationException("all processes wait for each other"));
    }

    private void Fail(Exception failure)
    {
        _failure ??= failure;
        Monitor.PulseAll(_gate);
    }
}

/// <summary>A process of a grid; used by one thread.</summary>
internal sealed class Process(ProcessGrid grid, int replica, int partition)
{
    private readonly Dictionary<string, int> _visits = new(StringComparer.Ordinal);

    public ProcessGrid Grid => grid;
    public int Replica => replica;
    public int Partition => partition;

    /// <summary>The place in the grid, counted along the partitions first.</summary>
    public int Id => replica * grid.Partitions + partition;

    /// <summary>What each process of a group brings to an operation, in the group's order.</summary>
    public IReadOnlyList<IReadOnlyList<InterpreterValue>> Exchange(long channel, IReadOnlyList<int> group, IReadOnlyList<InterpreterValue> values)
    {
        var place = $"{channel}: {string.Join(", ", group)}";
        var visit = _visits.GetValueOrDefault(place);
        _visits[place] = visit + 1;
        var brought = grid.Meet(place, visit, Id, group.Count, values);
        return [.. group.Select(p => brought[p])];
    }
}
