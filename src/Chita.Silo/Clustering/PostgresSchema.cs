using Npgsql;

namespace Chita.Silo.Clustering;

/// <summary>The tables that Orleans' ADO.NET providers need.</summary>
internal static class PostgresSchema
{
    /// <summary>Names the lock under which tables are made; every silo must use the same number.</summary>
    private const long Lock = 0x6368697461; // "chita"

    /// <summary>The queries that the providers cannot do without: with all of them, the tables are there.</summary>
    private static readonly string[] Queries =
    [
        "GatewaysQueryKey", "MembershipReadRowKey", "MembershipReadAllKey", "InsertMembershipVersionKey", "UpdateIAmAlivetimeKey",
        "InsertMembershipKey", "UpdateMembershipKey", "DeleteMembershipTableEntriesKey", "CleanupDefunctSiloEntriesKey", "CleanupDefunctSiloEntryKey",
        "WriteToStorageKey", "ReadFromStorageKey", "ClearStorageKey",
        "ReadReminderRowsKey", "ReadRangeRows1Key", "ReadRangeRows2Key", "ReadReminderRowKey", "UpsertReminderRowKey", "DeleteReminderRowKey",
        "DeleteReminderRowsKey",
    ];

    /// <summary>Makes the tables if they are not there. Safe from several silos at once: one does it, the others wait and find them.</summary>
    /// <returns>Whether there was something to do.</returns>
    /// <exception cref="SiloStartException">There are tables of another origin that lack something.</exception>
    public static async Task<bool> ApplyAsync(string connectionString, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellation);
        if (await IsCompleteAsync(connection, cancellation))
            return false;
        await RunAsync(connection, Script(), cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static async Task<bool> IsCompleteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('OrleansQuery') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
            return false;
        var known = new HashSet<string>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand("SELECT QueryKey FROM OrleansQuery", connection))
        await using (var rows = await command.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
                known.Add(rows.GetString(0));
        }

        // Orleans' own scripts keep other tables: half theirs and half ours would not fit together.
        var missing = Queries.Where(query => !known.Contains(query)).ToArray();
        if (missing.Length > 0 && missing.Length < Queries.Length)
            throw new SiloStartException(
                $"the database holds tables of another version of Orleans: OrleansQuery lacks {string.Join(", ", missing)}; give Chita a database of its own, or bring them up to date");
        return missing.Length == 0;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Script()
    {
        using var stream = typeof(PostgresSchema).Assembly.GetManifestResourceStream("schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
