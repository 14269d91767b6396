using System.Diagnostics;
using System.Text;

namespace Chita.EndToEnd.Tests;

/// <summary>The real <c>chita</c>, in a process of its own, its output redirected as in a pipe.</summary>
internal sealed class ChitaProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Dictionary<string, TaskCompletionSource> _awaited = [];

    private ChitaProcess(Process process) => _process = process;

    public static ChitaProcess Start(string folder, params string[] arguments)
    {
        // A shell that puts the tests in the background has them, and what they start, ignore Ctrl-C.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "chita.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var chita = new ChitaProcess(new Process { StartInfo = start });
        chita._process.OutputDataReceived += (_, line) => chita.Take(chita._output, line.Data);
        chita._process.ErrorDataReceived += (_, line) => chita.Take(chita._errors, line.Data);
        chita._process.Start();
        chita._process.BeginOutputReadLine();
        chita._process.BeginErrorReadLine();
        return chita;
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<Outcome> RunAsync(string folder, params string[] arguments)
    {
        using var chita = Start(folder, arguments);
        return await chita.EndAsync();
    }

    /// <summary>Completes when a line of standard output contains the text.</summary>
    public Task SaysAsync(string text)
    {
        lock (_output)
        {
            var said = _awaited[text] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_output.ToString().Contains(text, StringComparison.Ordinal))
                said.TrySetResult();
            return said.Task;
        }
    }

    /// <summary>What Ctrl-C does.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>What kill -9 does.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    public async Task<Outcome> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        lock (_output)
            return new Outcome(_process.ExitCode, _output.ToString(), _errors.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Take(StringBuilder lines, string? line)
    {
        if (line is null)
            return;
        lock (_output)
        {
            lines.AppendLine(line);
            foreach (var (text, said) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                    said.TrySetResult();
            }
        }
    }
}
