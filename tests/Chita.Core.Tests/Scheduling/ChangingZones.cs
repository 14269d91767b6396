namespace Chita.Core.Tests.Scheduling;

/// <summary>Zones whose clocks change from 2024 to 2030, each in a way of its own: by half an hour or two, at midnight, twice around Ramadan, back in summer, once for good.</summary>
internal static class ChangingZones
{
    public static readonly string[] All =
    [
        "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Gaza", "Asia/Beirut", "Pacific/Auckland",
        "Pacific/Chatham", "America/Havana", "Europe/Dublin", "Antarctica/Troll", "America/Nuuk", "Asia/Almaty", "Africa/Cairo",
    ];
}
