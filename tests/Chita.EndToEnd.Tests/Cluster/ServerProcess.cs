using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Chita.EndToEnd.Tests.Cluster;

/// <summary>A process whose output is kept, that can be signalled, and that does not outlive its test.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new(); // threads of the process's readers; locked
    private readonly StringBuilder _errors = new(); // under the same lock
    private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _disposed; // a process may be in the hands of a test and of its cluster

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    /// <summary>The first line on standard output; fails when the process ends without one.</summary>
    public Task<string> FirstLine => _firstLine.Task;

    /// <summary>Completes when the process ends, however long it takes.</summary>
    public Task Ended => _process.WaitForExitAsync();

    public static ServerProcess Start(IEnumerable<string> command, string folder)
    {
        string[] words = [.. command];
        var start = new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        server._process.OutputDataReceived += (_, line) => server.Take(server._output, line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Take(server._errors, line.Data);
        server._process.Exited += (_, _) => server._firstLine.TrySetException(new InvalidOperationException($"{words[^1]} ended: {server.Errors}"));
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Runs to the end and expects success.</summary>
    public static async Task RunAsync(IEnumerable<string> command, string folder)
    {
        using var server = Start(command, folder);
        if (await server.EndAsync() != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {server.Errors}");
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end, and returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Take(StringBuilder lines, string? line)
    {
        if (line is null)
            return;
        lock (_output)
            lines.AppendLine(line);
        if (lines == _output)
            _firstLine.TrySetResult(line);
    }

    private string Read(StringBuilder lines)
    {
        lock (_output)
            return lines.ToString();
    }
}
