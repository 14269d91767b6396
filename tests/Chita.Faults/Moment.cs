namespace Chita.Faults;

/// <summary>When to strike.</summary>
internal enum Moment
{
    Gradients,
    Sealing,
    Solve,
    Commit,
    Persist,
    Measuring,
    Writing,
}

/// <summary>Whom to strike.</summary>
internal enum Victim
{
    Coordinator,
    Layer,
    Block,
    Two,
}

/// <summary>A kill to make.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Moment">When.</param>
/// <param name="Stage">In which stage, from 1.</param>
/// <param name="Victim">Whose silo.</param>
/// <param name="Slices">Whether slices are kept.</param>
/// <param name="Random">Decides the rest.</param>
internal sealed record Strike(int Number, Moment Moment, int Stage, Victim Victim, bool Slices, Random Random)
{
    private const int InTurn = 5; // strikes on one cluster, before the next one with or without slices

    /// <summary>Strikes that a seed decides: every moment and every victim comes about as often as any other.</summary>
    public static IEnumerable<Strike> Draw(int count, int seed, int stages)
    {
        var random = new Random(seed);
        var (moments, victims) = (new Queue<Moment>(), new Queue<Victim>());
        for (var i = 0; i < count; i++)
        {
            yield return new Strike(
                i + 1, Next(moments, random), random.Next(stages) + 1, Next(victims, random), i / InTurn % 2 == 0, new Random(random.Next()));
        }
    }

    private static T Next<T>(Queue<T> queue, Random random) where T : struct, Enum
    {
        if (queue.Count == 0)
        {
            var values = Enum.GetValues<T>();
            random.Shuffle(values);
            foreach (var value in values)
                queue.Enqueue(value);
        }

        return queue.Dequeue();
    }
}
