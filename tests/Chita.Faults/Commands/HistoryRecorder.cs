using System.Diagnostics;
using Chita.EndToEnd.Tests.Faults.Histories;

namespace Chita.Faults.Commands;

/// <summary>Takes down what users ask and observers see, on one clock.</summary>
internal sealed class HistoryRecorder
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<Command> _commands = [];     // locked; users and observers on any thread
    private readonly List<Sighting> _sightings = [];   // under the same lock

    public TimeSpan Now => _watch.Elapsed;

    public void Add(Command command)
    {
        lock (_commands)
            _commands.Add(command);
    }

    public void Add(Sighting sighting)
    {
        lock (_commands)
            _sightings.Add(sighting);
    }

    /// <summary>Everything until now, and what is left of the campaigns.</summary>
    public CommandHistory With(IReadOnlyList<Remains> remains)
    {
        lock (_commands)
            return new CommandHistory([.. _commands], [.. _sightings], remains);
    }
}
