namespace Chita.Campaigns;

/// <summary>
/// How far a campaign is, and how long it still takes: told the steps to come with a rough cost each, it learns the real seconds
/// from the steps that are done. Percent never falls.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class ProgressMeter(TimeProvider time)
{
    private readonly List<Step> _steps = [];
    private readonly long _started = time.GetTimestamp();
    private long _stepStarted = time.GetTimestamp();
    private int _current;
    private double _percent;

    /// <summary>Adds a step to come.</summary>
    /// <param name="kind">Steps of a kind take alike, in proportion to their cost.</param>
    /// <param name="cost">Rough cost, in any unit common to all kinds.</param>
    public void Plan(string kind, double cost) => _steps.Add(new Step(kind, cost));

    /// <summary>The current step is done; the next begins.</summary>
    /// <returns>Seconds the step took.</returns>
    public double Next()
    {
        var seconds = time.GetElapsedTime(_stepStarted).TotalSeconds;
        if (_current < _steps.Count)
            _steps[_current++].Seconds = seconds;
        _stepStarted = time.GetTimestamp();
        return seconds;
    }

    /// <summary>Where things stand.</summary>
    /// <param name="done">The part of the current step that is done, 0 … 1.</param>
    /// <returns>Percent of the whole, and seconds left; null until something can be told.</returns>
    public (double Percent, double? SecondsLeft) Read(double done)
    {
        var elapsed = time.GetElapsedTime(_started).TotalSeconds;
        if (_current >= _steps.Count)
            return (_steps.Count == 0 ? _percent : 100, _steps.Count == 0 ? null : 0);

        var finished = _steps.Take(_current).ToArray();
        var cost = finished.Sum(step => step.Cost);
        if (cost == 0)
            return (_percent, null);

        var rate = finished.Sum(step => step.Seconds) / cost;
        var left = _steps.Skip(_current).Sum(step => Estimate(step, finished, rate)) - done * Estimate(_steps[_current], finished, rate);
        _percent = Math.Max(_percent, 100 * elapsed / (elapsed + left));
        return (_percent, left);
    }

    private static double Estimate(Step step, Step[] finished, double rate)
    {
        var alike = finished.Where(other => other.Kind == step.Kind).ToArray();
        return step.Cost * (alike.Length == 0 ? rate : alike.Sum(other => other.Seconds) / alike.Sum(other => other.Cost));
    }

    private sealed class Step(string kind, double cost)
    {
        public string Kind { get; } = kind;

        public double Cost { get; } = cost;

        public double Seconds { get; set; }
    }
}
