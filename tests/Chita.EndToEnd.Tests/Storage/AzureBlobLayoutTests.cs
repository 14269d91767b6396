using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Chita.EndToEnd.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Storage;

namespace Chita.EndToEnd.Tests.Storage;

/// <summary>Blobs as Microsoft.Orleans.Persistence.AzureStorage writes them, with Orleans' own serializer.</summary>
public sealed class AzureBlobLayoutTests(AzureBlobLayoutTests.Fixture fixture) : IClassFixture<AzureBlobLayoutTests.Fixture>
{
    private const string Layer = "layer-layer/resnet50/layer3.1.conv2.json";

    private static readonly GrainId LayerGrain = GrainId.Create("layer", "resnet50/layer3.1.conv2");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_blob_has_the_name_the_bytes_and_the_type_of_the_official_provider()
    {
        var state = await WriteAsync(LayerGrain);
        var blob = fixture.Container.GetBlobClient(Layer);
        BlobDownloadResult found = await blob.DownloadContentAsync(Cancellation);

        Assert.Equal(
            """{"$id":"1","$type":"Chita.EndToEnd.Tests.Storage.LayerState, Chita.EndToEnd.Tests","Name":"blk","Stage":3"""
            + ""","Values":{"$type":"System.Single[], System.Private.CoreLib","$values":[1.0,0.5,-2.25]}}""",
            Encoding.UTF8.GetString(found.Content));
        Assert.Equal("application/octet-stream", found.Details.ContentType);
        Assert.Empty(found.Details.Metadata);
        Assert.Equal(found.Details.ETag.ToString(), state.ETag);
        Assert.Matches("\\A\"0x[0-9A-F]+\"\\z", state.ETag);
        await fixture.Storage.ClearStateAsync("layer", LayerGrain, state);
    }

    [Fact]
    public async Task Keys_are_written_as_Orleans_writes_them()
    {
        await WriteAsync(GrainId.Create(GrainType.Create("int"), GrainIdKeyExtensions.CreateIntegerKey(42)), "st");
        var guid = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
        await WriteAsync(GrainId.Create(GrainType.Create("guid"), GrainIdKeyExtensions.CreateGuidKey(guid)), "st");

        Assert.True(await fixture.Container.GetBlobClient("st-int/2A.json").ExistsAsync(Cancellation));
        Assert.True(await fixture.Container.GetBlobClient("st-guid/0f8fad5bd9cb469fa16570867728950e.json").ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task A_write_without_an_ETag_wants_no_blob_and_one_with_an_ETag_wants_that()
    {
        var grain = Some();
        var state = await WriteAsync(grain);
        var refused = await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync(grain));
        Assert.Null(refused.CurrentEtag);

        var old = state.ETag;
        await fixture.Storage.WriteStateAsync("layer", grain, state);
        Assert.NotEqual(old, state.ETag);
        refused = await Assert.ThrowsAsync<InconsistentStateException>(() => fixture.Storage.WriteStateAsync("layer", grain, new KeptState<LayerState>(new(), old)));
        Assert.Equal(old, refused.CurrentEtag);

        await Blob(grain).DeleteAsync(cancellationToken: Cancellation);
        refused = await Assert.ThrowsAsync<InconsistentStateException>(() => fixture.Storage.WriteStateAsync("layer", grain, state));
        Assert.Equal(state.ETag, refused.CurrentEtag);
    }

    [Fact]
    public async Task Clear_deletes_the_blob_that_was_read_and_no_other()
    {
        var grain = Some();
        var state = await WriteAsync(grain);
        await Assert.ThrowsAsync<InconsistentStateException>(
            () => fixture.Storage.ClearStateAsync("layer", grain, new KeptState<LayerState>(new(), "\"0x1\"")));
        await fixture.Storage.ClearStateAsync("layer", grain, state);

        Assert.Equal((false, null), (state.RecordExists, state.ETag));
        Assert.False(await Blob(grain).ExistsAsync(Cancellation));
        await fixture.Storage.ClearStateAsync("layer", grain, state); // again: there is nothing to do
    }

    [Fact]
    public async Task Clear_may_leave_an_empty_blob_that_keeps_its_ETag()
    {
        var grain = Some();
        var state = await WriteAsync(grain);
        await fixture.Keeping.ClearStateAsync("layer", grain, state);
        BlobProperties kept = await Blob(grain).GetPropertiesAsync(cancellationToken: Cancellation);
        Assert.Equal((0, kept.ETag.ToString()), (kept.ContentLength, state.ETag));

        var read = new KeptState<LayerState>(new LayerState { Stage = 9 });
        await fixture.Storage.ReadStateAsync("layer", grain, read);
        Assert.Equal((false, state.ETag, 0), (read.RecordExists, read.ETag, read.State.Stage));
        read.State = new LayerState { Stage = 4 };
        await fixture.Storage.WriteStateAsync("layer", grain, read);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task A_container_is_made_at_the_start_and_again_by_a_write()
    {
        Assert.True(await fixture.Container.ExistsAsync(Cancellation));
        await fixture.Container.DeleteAsync(cancellationToken: Cancellation);
        var read = new KeptState<LayerState>(new LayerState { Stage = 9 });
        await fixture.Storage.ReadStateAsync("layer", Some(), read);
        Assert.Equal((false, null, 0), (read.RecordExists, read.ETag, read.State.Stage));

        var grain = Some();
        await WriteAsync(grain);
        Assert.True(await Blob(grain).ExistsAsync(Cancellation));
    }

    private static GrainId Some() => GrainId.Create("layer", $"{Guid.NewGuid():N}");

    private BlockBlobClient Blob(GrainId grain) => fixture.Container.GetBlockBlobClient($"layer-{grain}.json");

    private async Task<KeptState<LayerState>> WriteAsync(GrainId grain, string name = "layer")
    {
        var state = new KeptState<LayerState>(new LayerState { Name = "blk", Stage = 3, Values = [1, 0.5f, -2.25f] });
        await fixture.Storage.WriteStateAsync(name, grain, state);
        return state;
    }

    /// <summary>A silo with two storages on one Azurite, both without a serializer of their own.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private AzuriteServer? _azurite;
        private IHost? _host;

        internal BlobContainerClient Container => _azurite!.Container("layout-test");

        internal IGrainStorage Storage => _host!.Services.GetRequiredKeyedService<IGrainStorage>("deleting");

        internal IGrainStorage Keeping => _host!.Services.GetRequiredKeyedService<IGrainStorage>("keeping");

        public async ValueTask InitializeAsync()
        {
            _azurite = await AzuriteServer.StartAsync();
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.UseOrleans(silo => silo
                .UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0)
                .AddAzureBlobGrainStorage("deleting", Configure)
                .AddAzureBlobGrainStorage("keeping", options =>
                {
                    Configure(options);
                    options.DeleteStateOnClear = false;
                }));
            _host = builder.Build();
            await _host.StartAsync();

            void Configure(AzureBlobStorageOptions options) =>
                (options.BlobServiceClient, options.ContainerName) = (new BlobServiceClient(_azurite.ConnectionString), "layout-test");
        }

        public async ValueTask DisposeAsync()
        {
            if (_host is not null)
                await _host.StopAsync();
            _host?.Dispose();
            _azurite?.Dispose();
        }
    }
}

/// <summary>The state of the layout's example.</summary>
public sealed class LayerState
{
    public string Name { get; set; } = "";

    public int Stage { get; set; }

    public float[] Values { get; set; } = [];
}
