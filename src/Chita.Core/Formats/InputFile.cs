using Microsoft.Win32.SafeHandles;

namespace Chita.Formats;

/// <summary>Opening and reading a user's file, with every failure told as an <see cref="InvalidInputException"/> that names it.</summary>
internal static class InputFile
{
    /// <summary>Opens a file for positioned reads. <paramref name="what"/> says what was expected there, as in "a safetensors file".</summary>
    public static SafeFileHandle Open(string path, string what)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
            _ = RandomAccess.GetLength(handle); // refuses pipes, which have no length to check anything against
            return handle;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"{path}: there is no such file; expected {what}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            handle?.Dispose();
            throw new InvalidInputException(
                Directory.Exists(path)
                    ? $"{path}: this is a folder; expected {what}."
                    : $"{path}: cannot be read as {what}: {e.Message}",
                e);
        }
    }

    /// <summary>Fills <paramref name="destination"/> from byte <paramref name="offset"/> of the file, or says that the file ends before.</summary>
    public static void ReadExactly(SafeFileHandle file, string path, long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(file, destination, offset);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException($"{path}: cannot be read at byte {offset}: {e.Message}", e);
            }

            if (read == 0)
                throw new InvalidInputException($"{path}: ends at byte {offset}, {destination.Length} bytes too early; is the copy complete?");
            offset += read;
            destination = destination[read..];
        }
    }

    /// <summary>A word from a file as a message may show it: quoted, and short even when the file is hostile.</summary>
    public static string Quote(string text) => text.Length <= 80 ? $"'{text}'" : $"'{text[..77]}...'";
}
