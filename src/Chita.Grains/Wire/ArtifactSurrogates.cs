using Chita.Artifacts;
using Chita.Reports;

namespace Chita.Grains.Wire;

[GenerateSerializer, Immutable, Alias("chita.FileRecord")]
internal record struct FileRecordSurrogate([property: Id(0)] string Path, [property: Id(1)] long Bytes, [property: Id(2)] string Digest);

[RegisterConverter]
internal sealed class FileRecordConverter : IConverter<FileRecord, FileRecordSurrogate>
{
    public FileRecord ConvertFromSurrogate(in FileRecordSurrogate surrogate) => new(surrogate.Path, surrogate.Bytes, surrogate.Digest);

    public FileRecordSurrogate ConvertToSurrogate(in FileRecord value) => new(value.Path, value.Bytes, value.Digest);
}

/// <summary>What is wrong with an artifact, on its way.</summary>
[GenerateSerializer, Alias("chita.Artifact")]
internal struct ArtifactSurrogate
{
    [Id(0)]
    public string Message;
}

[RegisterConverter]
internal sealed class ArtifactConverter : IConverter<ArtifactException, ArtifactSurrogate>
{
    public ArtifactException ConvertFromSurrogate(in ArtifactSurrogate surrogate) => new(surrogate.Message);

    public ArtifactSurrogate ConvertToSurrogate(in ArtifactException value) => new() { Message = value.Message };
}
