using static Chita.Grains.Campaigns.CampaignState;
using static Chita.Grains.Campaigns.CampaignWish;

namespace Chita.EndToEnd.Tests.Faults.Histories;

/// <summary>The checker refuses what cannot be, and nothing else: a checker that accepts everything finds no loss.</summary>
public sealed class HistoryCheckerTests
{
    private static Story Submitted => new Story().Told(Verb.Submit, 0, 1, Pending);

    [Fact]
    public void A_campaign_that_runs_pauses_goes_on_and_ends_is_accepted() => Accept(Submitted
        .Seen(1, 2, Running).Told(Verb.Pause, 2, 3, Pausing, Pause).Seen(3, 4, Pausing, Pause).Listed(3, 4, Running).Seen(4, 5, Paused, Pause)
        .Told(Verb.Resume, 6, 7, Pending).Seen(7, 8, Running).Seen(8, 9, Succeeded).Listed(8, 9, Running).Listed(9, 10, Succeeded).Left(Succeeded));

    [Fact]
    public void A_pause_and_a_resume_at_the_same_time_may_come_in_either_order()
    {
        Accept(Submitted.Told(Verb.Pause, 2, 5, Pausing, Pause).Told(Verb.Resume, 3, 4, Running).Seen(5, 6, Running).Seen(7, 8, Succeeded).Left(Succeeded));
        Accept(Submitted.Told(Verb.Pause, 2, 5, Pausing, Pause).Told(Verb.Resume, 3, 4, Running).Seen(5, 6, Paused, Pause).Told(Verb.Cancel, 7, 8, Paused, Cancel).Left(Cancelled));
    }

    [Fact]
    public void A_command_that_was_never_answered_may_have_effect_at_any_time_or_never()
    {
        Accept(Submitted.Unanswered(Verb.Pause, 2).Seen(3, 4, Running).Seen(30, 31, Paused, Pause).Told(Verb.Resume, 40, 41, Pending).Left(Succeeded));
        Accept(Submitted.Unanswered(Verb.Pause, 2).Unanswered(Verb.Cancel, 3).Seen(3, 4, Running).Left(Succeeded));
        Accept(new Story().Unanswered(Verb.Submit, 0).Seen(2, 3, null));
        Accept(new Story().Unanswered(Verb.Submit, 0).Seen(2, 3, null).Seen(4, 5, Pending).Left(Succeeded));
    }

    [Fact]
    public void Commands_that_come_too_late_change_nothing() => Accept(Submitted
        .Told(Verb.Cancel, 2, 3, Running).Told(Verb.Pause, 2, 3, Running).Seen(4, 5, Succeeded).Told(Verb.Cancel, 6, 7, Succeeded).Told(Verb.Resume, 6, 7, Succeeded).Left(Succeeded));

    [Fact]
    public void A_campaign_that_was_cancelled_may_be_run_again() => Accept(Submitted
        .Told(Verb.Cancel, 2, 3, Running, Cancel).Seen(4, 5, Cancelled, Cancel).Told(Verb.Again, 6, 7, Pending, run: "2").Listed(7, 8, Cancelled).Seen(8, 9, Succeeded, run: "2").Left(Succeeded, run: "2"));

    [Fact]
    public void A_cancelled_campaign_may_be_seen_paused_until_it_ends() => Accept(Submitted
        .Told(Verb.Pause, 2, 3, Paused, Pause).Told(Verb.Cancel, 4, 5, Paused, Cancel).Told(Verb.Resume, 5, 6, Paused, Cancel).Seen(6, 7, Paused, Cancel).Left(Cancelled));

    [Fact]
    public void A_submit_that_is_forgotten_is_lost()
    {
        Refuse(FindingKind.Lost, Submitted.Seen(2, 3, null).Left(Succeeded));
        Refuse(FindingKind.Lost, Submitted);
    }

    [Fact]
    public void A_pause_that_does_not_hold_is_lost()
    {
        var paused = Submitted.Told(Verb.Pause, 2, 3, Pausing, Pause);
        Refuse(FindingKind.Lost, paused.Seen(4, 5, Running).Left(Cancelled));
        Refuse(FindingKind.Lost, Submitted.Told(Verb.Pause, 2, 3, Paused, Pause).Seen(4, 5, Succeeded).Left(Succeeded));
        Refuse(FindingKind.Lost, Submitted.Told(Verb.Resume, 1, 2, Running).Told(Verb.Pause, 3, 4, Paused, Pause).Left(Succeeded)); // that resume was over
    }

    [Fact]
    public void A_resume_that_leaves_the_campaign_paused_is_lost() => Refuse(FindingKind.Lost, Submitted
        .Told(Verb.Pause, 2, 3, Pausing, Pause).Told(Verb.Resume, 4, 5, Pausing).Seen(5, 6, Paused).Told(Verb.Pause, 7, 8, Paused, Pause).Told(Verb.Resume, 9, 10, Pending).Left(Succeeded));

    [Fact]
    public void A_cancel_that_was_taken_and_comes_to_nothing_is_lost()
    {
        Refuse(FindingKind.Lost, Submitted.Told(Verb.Cancel, 2, 3, Running, Cancel).Left(Succeeded));
        Refuse(FindingKind.Lost, Submitted.Told(Verb.Cancel, 2, 3, Running, Cancel).Seen(4, 5, Failed, Cancel).Left(Failed));
    }

    [Fact]
    public void Two_ends_are_refused_wherever_they_are_seen()
    {
        Refuse(FindingKind.TwoEnds, Submitted.Told(Verb.Cancel, 1, 2, Running).Seen(3, 4, Succeeded).Seen(5, 6, Cancelled).Left(Cancelled));
        Refuse(FindingKind.TwoEnds, Submitted.Told(Verb.Cancel, 1, 2, Running).Listed(3, 4, Cancelled).Seen(5, 6, Succeeded).Left(Succeeded));
        Refuse(FindingKind.TwoEnds, Submitted.Told(Verb.Cancel, 1, 2, Running).Seen(3, 4, Cancelled).Left(Succeeded));
    }

    [Fact]
    public void A_run_that_comes_back_from_its_end_is_refused()
    {
        Refuse(FindingKind.TwoEnds, Submitted.Seen(3, 4, Succeeded).Seen(5, 6, Running).Left(Succeeded));
        Refuse(FindingKind.TwoEnds, Submitted.Listed(3, 4, Succeeded).Listed(5, 6, Running).Left(Succeeded));
        Refuse(FindingKind.TwoEnds, Submitted.Listed(3, 4, Succeeded).Seen(5, 6, Running).Left(Succeeded));
        Refuse(FindingKind.TwoEnds, Submitted.Told(Verb.Again, 1, 2, Running).Seen(2, 3, Running, run: "2").Seen(4, 5, Running).Left(Succeeded));
    }

    [Fact]
    public void A_campaign_that_does_not_end_is_stuck()
    {
        Refuse(FindingKind.Stuck, Submitted.Left(Pending, output: false));
        Refuse(FindingKind.Stuck, Submitted.Told(Verb.Pause, 1, 2, Paused, Pause).Left(Paused, output: false));
    }

    [Fact]
    public void What_nobody_asked_for_is_refused()
    {
        Refuse(FindingKind.Wrong, Submitted.Seen(2, 3, Paused).Told(Verb.Pause, 4, 5, Paused, Pause).Told(Verb.Resume, 6, 7, Pending).Left(Succeeded));
        Refuse(FindingKind.Wrong, Submitted.Seen(2, 3, Cancelled).Left(Cancelled));
        Refuse(FindingKind.Wrong, Submitted.Seen(2, 3, Failed).Left(Failed));
        Refuse(FindingKind.Wrong, Submitted.Seen(2, 3, Running, run: "2").Left(Succeeded, run: "2"));
    }

    [Fact]
    public void What_is_left_has_to_fit_the_end()
    {
        Refuse(FindingKind.Wrong, Submitted.Left(Succeeded, listed: Running));
        Refuse(FindingKind.Wrong, Submitted.Left(Succeeded, output: false));
        Refuse(FindingKind.Wrong, Submitted.Told(Verb.Cancel, 1, 2, Running, Cancel).Left(Cancelled, output: true));
        Refuse(FindingKind.Wrong, Submitted.Left(Succeeded, wrong: "tale.partial-3 lies beside it"));
    }

    [Fact]
    public void Whatever_order_things_happen_in_a_right_history_is_accepted() => Gen.Int.Sample(
        seed => HistoryChecker.Check(new ModelCampaign(new Random(seed)).Live(40)) is var findings && findings.Count == 0 ? true : throw new InvalidOperationException(string.Join('\n', findings)),
        iter: 3000);

    [Fact]
    public void A_store_that_forgets_is_found_out_more_often_than_not()
    {
        var found = Enumerable.Range(0, 500).Count(seed => HistoryChecker.Check(new ModelCampaign(new Random(seed)).Live(40, forgets: true)).Count > 0);
        Assert.InRange(found, 100, 500);
    }

    private static void Accept(Story story) => Assert.Empty(story.Check());

    private static void Refuse(FindingKind kind, Story story) => Assert.Contains(story.Check(), finding => finding.Kind == kind);
}
