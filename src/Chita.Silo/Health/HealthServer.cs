using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Chita.Silo.Health;

/// <summary>Answers <c>/healthz</c>, 200 while the process lives, and <c>/readyz</c>, 200 while the silo is an active member of its cluster.</summary>
internal sealed class HealthServer(SiloOptions options, ISiloStatusOracle members) : IHostedService, IAsyncDisposable
{
    private WebApplication? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Clustering == ClusteringKind.Localhost ? IPAddress.Loopback : IPAddress.Any, options.HttpPort);
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task AnswerAsync(HttpContext context)
    {
        var (status, text) = context.Request.Path.Value switch
        {
            "/healthz" => (StatusCodes.Status200OK, "alive"),
            "/readyz" when members.CurrentStatus == SiloStatus.Active => (StatusCodes.Status200OK, "ready"),
            "/readyz" => (StatusCodes.Status503ServiceUnavailable, members.CurrentStatus.ToString()),
            _ => (StatusCodes.Status404NotFound, "not found"),
        };
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
