using Chita.Pruning.Tuning;

namespace Chita.Core.Tests.Pruning.Tuning;

/// <summary>λ and α are found by measured losses alone, with few trials, and the same ones whoever asks.</summary>
public sealed class NumberSearchTests
{
    private const double Loss = 0.8;

    [Theory]
    [InlineData(1e-6, Loss / 2)]
    [InlineData(1e-3, Loss / 4)]
    [InlineData(1e-1, Loss / 16)]
    public void A_valley_s_lowest_point_is_found(double ridge, double firstOrder)
    {
        var search = new NumberSearch(null, null, Loss);
        Run(search, numbers => Distance(numbers, ridge, firstOrder));
        Assert.Equal((ridge, firstOrder), (search.Best.Numbers.Ridge, search.Best.Numbers.FirstOrder));
        Assert.InRange(search.Trials.Count, 8, 10);
    }

    [Fact]
    public void What_is_given_is_not_searched()
    {
        var ridge = new NumberSearch(null, 0.5, Loss);
        Run(ridge, numbers => Distance(numbers, 1e-2, 0));
        Assert.All(ridge.Trials, trial => Assert.Equal(0.5, trial.Numbers.FirstOrder));
        Assert.Equal(1e-2, ridge.Best.Numbers.Ridge);

        var firstOrder = new NumberSearch(0.7, null, Loss);
        Run(firstOrder, numbers => Distance(numbers, 1, Loss / 8));
        Assert.All(firstOrder.Trials, trial => Assert.Equal(0.7, trial.Numbers.Ridge));
        Assert.Equal(Loss / 8, firstOrder.Best.Numbers.FirstOrder);
    }

    [Fact]
    public void A_later_stage_stays_within_a_decade_of_the_first_and_steps_as_the_one_before()
    {
        var search = new NumberSearch(null, null, Loss, first: 1e-3, before: 1.0 / 8);
        Run(search, numbers => Distance(numbers, 1e-9, Loss / 8));
        Assert.Equal([1e-3, 1e-2, 1e-4, 1e-4, 1e-4], search.Trials.Select(trial => trial.Numbers.Ridge));
        Assert.Equal([Loss / 8, Loss / 8, Loss / 8, Loss / 4, Loss / 16], search.Trials.Select(trial => trial.Numbers.FirstOrder));
        Assert.Equal(search.Trials[2], search.Best);
    }

    [Fact]
    public void Of_equal_ridges_the_larger_is_taken()
    {
        var search = new NumberSearch(null, 0, Loss);
        Run(search, _ => 1);
        Assert.Equal(1, search.Best.Numbers.Ridge);
    }

    [Fact]
    public void Numbers_that_lead_to_no_network_are_worse_than_any_loss()
    {
        var search = new NumberSearch(null, 0, Loss);
        Run(search, numbers => numbers.Ridge < 1e-2 ? double.NaN : numbers.Ridge);
        Assert.All(search.Trials, trial => Assert.False(double.IsNaN(trial.Loss)));
        Assert.Equal(double.PositiveInfinity, search.Trials[0].Loss);
        Assert.Equal(1e-2, search.Best.Numbers.Ridge);
    }

    [Fact]
    public void The_same_losses_lead_to_the_same_trials()
    {
        NumberSearch[] searches = [new(null, null, Loss), new(null, null, Loss)];
        foreach (var search in searches)
            Run(search, numbers => Distance(numbers, 1e-2, 1));
        Assert.Equal(searches[0].Trials, searches[1].Trials);
    }

    private static void Run(NumberSearch search, Func<ModelNumbers, double> loss)
    {
        while (search.Next is { } numbers)
            search.Tell(loss(numbers));
    }

    private static double Distance(ModelNumbers numbers, double ridge, double firstOrder) =>
        Math.Abs(Math.Log10(numbers.Ridge / ridge)) + Math.Abs(Math.Log2((numbers.FirstOrder + 1e-2) / (firstOrder + 1e-2)));
}
