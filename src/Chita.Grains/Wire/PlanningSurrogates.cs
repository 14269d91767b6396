using Chita.Planning;

namespace Chita.Grains.Wire;

[GenerateSerializer, Immutable, Alias("chita.MachineSpeeds")]
internal record struct MachineSpeedsSurrogate(
    [property: Id(0)] double PassPerThread, [property: Id(1)] double PassPerSilo, [property: Id(2)] double GramFlops, [property: Id(3)] double CholeskyFlops,
    [property: Id(4)] double RankSeconds, [property: Id(5)] double AnswerSeconds, [property: Id(6)] double LocalCallSeconds,
    [property: Id(7)] double RemoteCallSeconds, [property: Id(8)] double TileBytesPerSecond, [property: Id(9)] double SumBytesPerSecond,
    [property: Id(10)] double? SampleSeconds, [property: Id(11)] bool AnswersAssumed);

[RegisterConverter]
internal sealed class MachineSpeedsConverter : IConverter<MachineSpeeds, MachineSpeedsSurrogate>
{
    public MachineSpeeds ConvertFromSurrogate(in MachineSpeedsSurrogate s) => new()
    {
        PassPerThread = s.PassPerThread, PassPerSilo = s.PassPerSilo, GramFlops = s.GramFlops, CholeskyFlops = s.CholeskyFlops,
        RankSeconds = s.RankSeconds, AnswerSeconds = s.AnswerSeconds, LocalCallSeconds = s.LocalCallSeconds,
        RemoteCallSeconds = s.RemoteCallSeconds, TileBytesPerSecond = s.TileBytesPerSecond, SumBytesPerSecond = s.SumBytesPerSecond,
        SampleSeconds = s.SampleSeconds, AnswersAssumed = s.AnswersAssumed,
    };

    public MachineSpeedsSurrogate ConvertToSurrogate(in MachineSpeeds v) => new(
        v.PassPerThread, v.PassPerSilo, v.GramFlops, v.CholeskyFlops, v.RankSeconds, v.AnswerSeconds, v.LocalCallSeconds, v.RemoteCallSeconds,
        v.TileBytesPerSecond, v.SumBytesPerSecond, v.SampleSeconds, v.AnswersAssumed);
}
