using System.Globalization;
using Chita.Formats;
using Chita.Networks;

namespace Chita.Gradients.Stored;

/// <summary>
/// Rows of A that were made elsewhere: a folder of safetensors files, each with consecutive rows of some tensors (docs/gradients.md). What is missing, there twice, cut off
/// or of another network is told when the folder is opened; gradients are read as they are asked for, from several threads.
/// </summary>
internal sealed class GradientStore : IDisposable
{
    /// <summary>Of a file's metadata: the number of its first row in A.</summary>
    public const string FirstRowKey = "chita.first_row";

    /// <summary>Of a file's metadata: n, the rows of A in all files.</summary>
    public const string RowsKey = "chita.rows";

    private const int MostRows = 65_000;

    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, StoredTile[]> _tiles; // of each tensor to prune, by their rows

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="network">All tensors of the network.</param>
    /// <param name="prunable">Those to prune.</param>
    /// <exception cref="InvalidInputException">Something is wrong with a file, or with all of them together.</exception>
    public GradientStore(string folder, IReadOnlyList<NetworkTensor> network, IReadOnlyList<NetworkTensor> prunable)
    {
        try
        {
            var paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).ToArray() : [];
            if (paths.Length == 0)
                throw new InvalidInputException($"{folder}: expected a folder of safetensors files with rows of gradients; {(Directory.Exists(folder) ? "it holds none" : "there is no such folder")}.");
            FileSums.Check(folder, paths);
            var known = network.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
            var tiles = prunable.ToDictionary(tensor => tensor.Name, _ => new List<StoredTile>(), StringComparer.Ordinal);
            foreach (var path in paths)
            {
                var file = SafetensorsFile.Open(path);
                _files.Add(file);
                foreach (var tile in Tiles(file, known))
                    tiles.GetValueOrDefault(tile.Entry.Name)?.Add(tile);
            }

            _tiles = tiles.ToDictionary(tensor => tensor.Key, tensor => Complete(folder, tensor.Key, tensor.Value), StringComparer.Ordinal);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The files that say which rows were used: the list of digests, or where there is none the rows themselves.</summary>
    public static IReadOnlyList<string> Evidence(string folder) => Path.Combine(folder, FileSums.FileName) is var sums && File.Exists(sums) ? [sums]
        : [.. Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal)];

    /// <summary>n, the rows of A.</summary>
    public int Rows { get; private set; }

    /// <summary>Reads a tile.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="weight">The first weight in it.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="tile">Takes it, weight-major: weights × rows gradients.</param>
    /// <exception cref="InvalidInputException">A file cannot be read any more, or holds what is no number.</exception>
    public void Read(string tensor, long weight, int row, int rows, Span<float> tile)
    {
        var gradients = new float[tile.Length / rows];
        var tiles = _tiles[tensor];
        var at = Array.FindIndex(tiles, stored => row < stored.End);
        for (var i = 0; i < rows; i++)
        {
            while (row + i >= tiles[at].End)
                at++;
            tiles[at].Read(row + i, weight, gradients);
            for (var j = 0; j < gradients.Length; j++)
                tile[j * rows + i] = gradients[j];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private IEnumerable<StoredTile> Tiles(SafetensorsFile file, Dictionary<string, NetworkTensor> known)
    {
        var (first, all) = (Number(file, FirstRowKey, 0), Number(file, RowsKey, 1));
        if (Rows != 0 && Rows != all)
            throw new InvalidInputException($"{file.Path}: {RowsKey} is {all}, and {Rows} in {_files[0].Path}; all files belong to one matrix.");
        Rows = all;
        foreach (var entry in file.Tensors)
        {
            if (!known.TryGetValue(entry.Name, out var tensor))
                throw new InvalidInputException($"{file.Path}: tensor {InputFile.Quote(entry.Name)} is none of the network's; expected gradients of this network, by its tensors' names.");
            if (!entry.Type.IsWithinFloat32())
                throw new InvalidInputException($"{file.Path}: tensor {entry.Name} is {entry.Type.Name()}; gradients are F32, F16 or BF16.");
            if (entry.Shape is not [var rows, .. var shape] || rows < 1 || !shape.SequenceEqual(tensor.Shape))
                throw new InvalidInputException($"{file.Path}: tensor {entry.Name} has shape {Text(entry.Shape)}; expected rows and the tensor's own, [rows, {string.Join(", ", tensor.Shape)}].");
            if (first + rows > all)
                throw new InvalidInputException($"{file.Path}: tensor {entry.Name} has rows {first} … {first + rows - 1}, and {RowsKey} is {all}.");
            yield return new StoredTile(first, (int)rows, file, entry);
        }
    }

    /// <summary>Every row once.</summary>
    private StoredTile[] Complete(string folder, string tensor, List<StoredTile> tiles)
    {
        StoredTile[] inOrder = [.. tiles.OrderBy(tile => tile.First)];
        var next = 0;
        foreach (var tile in inOrder)
        {
            if (tile.First < next)
            {
                var other = inOrder.First(earlier => earlier.End > tile.First);
                throw new InvalidInputException($"{folder}: row {tile.First} of {tensor} is in {Name(other)} and in {Name(tile)}; expected every row once.");
            }

            if (tile.First > next)
                throw Missing(tile.First - 1);
            next = tile.End;
        }

        return next == Rows ? inOrder : throw Missing(Rows - 1);

        InvalidInputException Missing(int last) => new($"{folder}: rows {next} … {last} of {tensor} are in no file; expected every row from 0 to {Rows - 1} of every tensor to prune.");

        static string Name(StoredTile tile) => Path.GetFileName(tile.File.Path);
    }

    private static int Number(SafetensorsFile file, string key, int least) =>
        file.Metadata.TryGetValue(key, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= MostRows
            ? number
            : throw new InvalidInputException($"{file.Path}: {key} in the metadata is {(text is null ? "missing" : InputFile.Quote(text))}; expected a number from {least} to {MostRows}, as text.");

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
