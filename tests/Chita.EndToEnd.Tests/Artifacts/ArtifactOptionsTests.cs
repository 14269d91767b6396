using Chita.EndToEnd.Tests.Cluster;
using Chita.EndToEnd.Tests.Storage;
using Chita.Silo;

namespace Chita.EndToEnd.Tests.Artifacts;

/// <summary>Where artifacts are kept, and what is told of a place that cannot be.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ArtifactOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SiloOptions Options => new() { DataRoot = _folder.Root };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Artifacts_lie_under_the_data_root_unless_a_place_is_named()
    {
        Assert.Equal(_folder[".chita/artifacts"], Options.EffectiveArtifactsFolder);
        Assert.Equal("/elsewhere", (Options with { ArtifactsFolder = "/elsewhere" }).EffectiveArtifactsFolder);
        Assert.Empty(Options.Problems());
        Assert.Empty((Options with { Artifacts = ArtifactsKind.None }).Problems());
        Assert.Empty((Options with { ArtifactsFolder = _folder.Root }).Problems());
        Assert.Empty((Options with { Artifacts = ArtifactsKind.Azure, Azure = "UseDevelopmentStorage=true" }).Problems());
    }

    [Fact]
    public void What_a_place_needs_is_told()
    {
        Told(Options with { Artifacts = ArtifactsKind.Azure }, "--azure: is missing; expected a connection string such as", "because --artifacts is azure");
        Told(Options with { AzureSlices = true }, "--azure: is missing; expected a connection string such as", "because --slices is azure");
        Told(Options with { ArtifactsFolder = _folder.Root, Slices = _folder.Root }, "--slices: ", " is also the folder of --artifacts; expected one of its own");
        Told(Options with { Artifacts = ArtifactsKind.Azure, AzureSlices = true, Azure = "UseDevelopmentStorage=true", SlicesContainer = "chita-artifacts" },
            "--slices-container: chita-artifacts is also --artifacts-container; expected one of its own");
        Told(Options with { ArtifactsFolder = _folder["nowhere"] }, "--artifacts: ", "is not a folder; expected one that exists");
        Told(Options with { Artifacts = ArtifactsKind.Azure, Azure = "UseDevelopmentStorage=true", ArtifactsContainer = "A" }, "--artifacts-container: \"A\" is not a container; expected 3 to 63");
    }

    [Fact]
    public async Task A_container_that_does_not_answer_is_waited_for_and_then_named()
    {
        using var silo = SiloProcess.Launch(_folder.Root, "--artifacts", "azure", "--azure", "BlobEndpoint=http://127.0.0.1:1/account;SharedAccessSignature=sv=1&sig=secret", "--wait", "2");
        Assert.Equal(1, await silo.EndAsync());
        Assert.Contains("Azure Blob storage at 127.0.0.1:1, container chita-artifacts, did not answer for 2 s", silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", silo.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_makes_its_container()
    {
        using var azurite = await AzuriteServer.StartAsync();
        using var silo = await SiloProcess.StartAsync(_folder.Root, "--artifacts", "azure", "--azure", azurite.ConnectionString, "--artifacts-container", "some-artifacts");
        Assert.True(await azurite.Container("some-artifacts").ExistsAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await silo.StopAsync());
    }

    private static void Told(SiloOptions options, params string[] parts)
    {
        var problem = Assert.Single(options.Problems());
        Assert.All(parts, part => Assert.Contains(part, problem, StringComparison.Ordinal));
    }
}
