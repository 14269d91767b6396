namespace Chita.Grains.Campaigns;

/// <summary>Something that holds, or does not, of a campaign.</summary>
/// <param name="Type">What: <c>Admitted</c>, <c>Running</c>, <c>Paused</c>, <c>Ended</c>.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="Reason">Why, as a word for programs: <c>Submitted</c>, <c>WaitingForSlot</c>, <c>WaitingForMemory</c>, <c>DeadlineExceeded</c> …</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Since">Since when.</param>
[GenerateSerializer, Immutable, Alias("chita.CampaignCondition")]
public sealed record CampaignCondition(
    [property: Id(0)] string Type, [property: Id(1)] bool Holds, [property: Id(2)] string Reason, [property: Id(3)] string Message, [property: Id(4)] DateTimeOffset Since)
{
    internal const string Admitted = nameof(Admitted);
    internal const string Running = nameof(Running);
    internal const string Paused = nameof(Paused);
    internal const string Ended = nameof(Ended);
}

/// <summary>One time that a campaign was begun.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Started">When.</param>
/// <param name="Ended">When it ended; null while it lasts.</param>
/// <param name="Outcome">The state or the reason that it ended with; empty while it lasts.</param>
/// <param name="Message">What went wrong, if something did.</param>
[GenerateSerializer, Immutable, Alias("chita.CampaignAttempt")]
public sealed record CampaignAttempt(
    [property: Id(0)] int Number, [property: Id(1)] DateTimeOffset Started, [property: Id(2)] DateTimeOffset? Ended, [property: Id(3)] string Outcome, [property: Id(4)] string Message);

/// <summary>Something that happened to a campaign.</summary>
/// <param name="Number">Counts its events, from 1.</param>
/// <param name="Time">When.</param>
/// <param name="Text">What.</param>
[GenerateSerializer, Immutable, Alias("chita.CampaignEvent")]
public sealed record CampaignEvent([property: Id(0)] int Number, [property: Id(1)] DateTimeOffset Time, [property: Id(2)] string Text);

/// <summary>An error, for the user.</summary>
/// <param name="Kind">Whose it is.</param>
/// <param name="Message">What is wrong and what would be right.</param>
/// <param name="Detail">Types and stack, for <c>--verbose</c>.</param>
[GenerateSerializer, Immutable, Alias("chita.CampaignFailure")]
public sealed record CampaignFailure([property: Id(0)] FailureKind Kind, [property: Id(1)] string Message, [property: Id(2)] string Detail);

/// <summary>Whose error it is.</summary>
[GenerateSerializer, Alias("chita.FailureKind")]
public enum FailureKind
{
    /// <summary>The user's: a file, key or number.</summary>
    Input,

    /// <summary>Numbers went wrong while running, or the quality gate was missed.</summary>
    Numbers,

    /// <summary>Chita's, or of something that it stands on. Tried again, as often as <c>execution.retries</c> says.</summary>
    Internal,

    /// <summary>It took longer than <c>execution.deadline</c> allows.</summary>
    Deadline,
}
