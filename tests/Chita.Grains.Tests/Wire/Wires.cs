using System.Text.Json;
using System.Text.Json.Serialization;
using Chita.Grains.Wire;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Chita.Grains.Tests.Wire;

/// <summary>Orleans' serializer with what the grains register, without a silo.</summary>
internal static class Wires
{
    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(WireVector).Assembly)).BuildServiceProvider();

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static byte[] Write<T>(T value) => Services.GetRequiredService<Serializer>().SerializeToArray(value);

    public static T Read<T>(byte[] bytes) => Services.GetRequiredService<Serializer>().Deserialize<T>(bytes)!;

    public static T Copy<T>(T value) => Services.GetRequiredService<DeepCopier>().Copy(value)!;

    /// <summary>All public values, arrays included: records compare arrays by reference.</summary>
    public static string Show<T>(T value) => JsonSerializer.Serialize(value, Json);
}
