using Chita.Reports;

namespace Chita.Core.Tests.Reports;

public sealed class RunManifestTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Reading_what_was_written_and_writing_it_again_gives_the_same_text()
    {
        var manifest = RunManifest.Begin("glyphs-90", "kind: Campaign # \"quoted\"\n", new At(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero))) with
        {
            BlockSize = 65_536,
            Seeds = new Dictionary<string, long> { ["calibration"] = 7 },
            Model = [new FileRecord("network.pt", 3, ContentDigest.OfBytes([1, 2, 3]))],
        };
        File.WriteAllText(_path, manifest.ToJson());
        Assert.Equal(manifest.ToJson(), RunManifest.Read(_path).ToJson());
        Assert.Contains("\"created\": \"2026-03-29T01:30:00+00:00\"", manifest.ToJson());
    }

    [Fact]
    public void A_newer_format_is_refused()
    {
        File.WriteAllText(_path, (RunManifest.Begin("x", "", TimeProvider.System) with { SchemaVersion = 3 }).ToJson());
        Assert.Contains("schemaVersion is 3", Assert.Throws<InvalidInputException>(() => RunManifest.Read(_path)).Message);
    }

    [Fact]
    public void A_manifest_of_the_first_schema_is_read()
    {
        File.WriteAllText(_path, """
            { "schemaVersion": 1, "chita": "0.1.0", "created": "2026-03-29T01:30:00+00:00", "campaign": "x", "specDigest": "sha256:00", "spec": "" }
            """);
        var manifest = RunManifest.Read(_path);
        Assert.Equal((1, null), (manifest.SchemaVersion, manifest.Digest));
        Assert.Empty(manifest.Tensors);
    }

    [Fact]
    public void A_changed_byte_is_noticed_wherever_it_is()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(RunManifest.Begin("x", "kind: Campaign\n", TimeProvider.System).ToJson());
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            File.WriteAllBytes(_path, changed);
            Assert.Throws<InvalidInputException>(() => RunManifest.Read(_path));
        }
    }

    [Fact]
    public void A_file_is_recorded_by_its_name_size_and_content()
    {
        File.WriteAllText(_path, "abc");
        Assert.Equal(new FileRecord("model.pt", 3, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), FileRecord.Of(_path, "model.pt"));
    }

    [Fact]
    public void A_missing_file_is_the_users_to_mend() =>
        Assert.StartsWith("/nowhere/x: ", Assert.Throws<InvalidInputException>(() => ContentDigest.OfFile("/nowhere/x")).Message);

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
