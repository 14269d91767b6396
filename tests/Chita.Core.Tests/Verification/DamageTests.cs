using Chita.Formats;
using Chita.Verification;

namespace Chita.Core.Tests.Verification;

/// <summary>Whatever happens to a folder's files is found: never missed, never a crash.</summary>
public sealed class DamageTests(PrunedRun run) : IClassFixture<PrunedRun>, IDisposable
{
    public void Dispose() => run.Restore();

    [Fact]
    public void Any_changed_bit_of_any_file_is_found() =>
        Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Int[0, 7]).Sample((which, place, bit) => Damaged(which, bytes =>
        {
            bytes[(int)(place * (bytes.Length - 1))] ^= (byte)(1 << bit);
            return bytes;
        }), iter: 300, threads: 1);

    [Fact]
    public void A_file_cut_off_anywhere_is_found() =>
        Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1]).Sample((which, place) => Damaged(which, bytes => bytes[..(int)(place * (bytes.Length - 1))]), iter: 150, threads: 1);

    [Fact]
    public void Bytes_of_chance_in_place_of_a_file_are_found() =>
        Gen.Select(Gen.Int[0, 5], Gen.Byte.Array[0, 200]).Sample((which, bytes) => Damaged(which, _ => bytes), iter: 100, threads: 1);

    [Fact]
    public void Any_removed_weight_that_is_not_zero_is_found() =>
        Gen.Select(Gen.OneOf("fc1.weight", "fc2.weight"), Gen.Int[0, 799], Gen.Float.Where(value => value != 0)).Sample((name, place, value) =>
        {
            run.Restore();
            var (model, index) = (ModelEdit.Read(run.Model), place / 10 * 10 + 1 + place % 9);
            model.Floats(name)[index] = value;
            model.WriteTo(run.Model);
            Assert.Contains(Verifier.Verify(run.Root, run.Model).Findings, finding => finding.Where == $"model.safetensors, {name}"
                && finding.Problem.Contains($"that the mask removes are not zero, the first is weight {index};", StringComparison.Ordinal));
        }, iter: 100, threads: 1);

    [Fact]
    public void Any_tensor_that_is_dropped_or_renamed_is_found()
    {
        foreach (var name in ModelEdit.Read(run.Model).Names)
        {
            foreach (var change in (Action<ModelEdit>[])[model => model.Remove(name), model => model.Rename(name, name + ".new")])
            {
                run.Restore();
                var model = ModelEdit.Read(run.Model);
                change(model);
                model.WriteTo(run.Model);
                Assert.Contains(Verifier.Verify(run.Root, run.Model).Findings, finding => finding.Where == $"model.safetensors, {name}");
            }
        }
    }

    [Fact]
    public void A_large_tensor_is_never_held_as_a_whole()
    {
        const long elements = 16 << 20;
        using var folder = new TemporaryFolder();
        using (var file = new SafetensorsWriter(folder["large.safetensors"], [("large", SafetensorsType.F32, [elements])]))
        {
            var piece = new byte[1 << 20];
            for (var written = 0L; written < elements * sizeof(float); written += piece.Length)
                file.Write(piece);
            file.Complete();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(Verifier.Verify(run.Root, folder["large.safetensors"]).Findings, finding => finding.Where == "large.safetensors, large");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    private void Damaged(int which, Func<byte[], byte[]> change)
    {
        var file = run.Files[which];
        try
        {
            File.WriteAllBytes(file, change([.. run.Original[file]]));
            Assert.False(Verifier.Verify(run.Root).IsPassed, Path.GetFileName(file));
        }
        finally
        {
            File.WriteAllBytes(file, run.Original[file]);
        }
    }
}
