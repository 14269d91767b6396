-- Tables and queries for Orleans' ADO.NET providers (clustering, grain storage, reminders) on PostgreSQL.
-- The providers read the text of their queries from OrleansQuery by key, give parameters by name, and read columns by name; what the
-- tables behind the queries look like is not their concern. May be run again: nothing is lost, queries are set anew.

CREATE TABLE IF NOT EXISTS OrleansQuery (
    QueryKey  text PRIMARY KEY,
    QueryText text NOT NULL
);

-- Membership. Every change of a row goes with the next version of the cluster's table: a writer that has read an older one changes nothing.

CREATE TABLE IF NOT EXISTS chita_membership_version (
    deployment_id text PRIMARY KEY,
    version       integer NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS chita_membership (
    deployment_id text NOT NULL REFERENCES chita_membership_version,
    address       text NOT NULL,
    port          integer NOT NULL,
    generation    integer NOT NULL,
    silo_name     text NOT NULL,
    host_name     text NOT NULL,
    status        integer NOT NULL,
    proxy_port    integer NOT NULL,
    suspect_times text,
    start_time    timestamptz NOT NULL,
    alive_time    timestamptz NOT NULL,
    PRIMARY KEY (deployment_id, address, port, generation)
);

CREATE OR REPLACE VIEW chita_membership_rows AS
    SELECT v.deployment_id, v.version AS Version, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName,
           m.host_name AS HostName, m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes,
           m.start_time AS StartTime, m.alive_time AS IAmAliveTime
    FROM chita_membership_version v LEFT JOIN chita_membership m USING (deployment_id);

-- Grain state. Version is its ETag.

CREATE TABLE IF NOT EXISTS chita_state (
    service_id text NOT NULL,
    grain_type text NOT NULL,
    id_n0      bigint NOT NULL,
    id_n1      bigint NOT NULL,
    id_text    text NOT NULL,
    version    integer NOT NULL,
    payload    bytea,
    changed    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service_id, grain_type, id_n0, id_n1, id_text)
);

CREATE TABLE IF NOT EXISTS chita_reminder (
    service_id    text NOT NULL,
    grain_id      text NOT NULL,
    reminder_name text NOT NULL,
    start_time    timestamptz NOT NULL,
    period        bigint NOT NULL,
    grain_hash    integer NOT NULL,
    version       integer NOT NULL DEFAULT 0,
    PRIMARY KEY (service_id, grain_id, reminder_name)
);

CREATE OR REPLACE VIEW chita_reminder_rows AS
    SELECT service_id, grain_hash, grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
    FROM chita_reminder;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

('GatewaysQueryKey', $$
    SELECT Address, ProxyPort, Generation FROM chita_membership_rows
    WHERE deployment_id = @DeploymentId AND Status = @Status AND ProxyPort > 0
$$),
('MembershipReadAllKey', $$
    SELECT * FROM chita_membership_rows WHERE deployment_id = @DeploymentId
$$),
-- One row comes back even when there is no such silo: the table's version.
('MembershipReadRowKey', $$
    SELECT v.version AS Version, r.Address, r.Port, r.Generation, r.SiloName, r.HostName, r.Status, r.ProxyPort, r.SuspectTimes, r.StartTime, r.IAmAliveTime
    FROM chita_membership_version v
    LEFT JOIN chita_membership_rows r
        ON r.deployment_id = v.deployment_id AND r.Address = @Address AND r.Port = @Port AND r.Generation = @Generation
    WHERE v.deployment_id = @DeploymentId
$$),
('InsertMembershipVersionKey', $$
    WITH done AS (INSERT INTO chita_membership_version (deployment_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM done)
$$),
('InsertMembershipKey', $$
    WITH next AS (
        UPDATE chita_membership_version SET version = version + 1
        WHERE deployment_id = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT FROM chita_membership
            WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING deployment_id),
    done AS (
        INSERT INTO chita_membership (
            deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_time)
        SELECT deployment_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM next
        ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM done)
$$),
('UpdateMembershipKey', $$
    WITH next AS (
        UPDATE chita_membership_version SET version = version + 1
        WHERE deployment_id = @DeploymentId AND version = @Version
        RETURNING deployment_id),
    done AS (
        UPDATE chita_membership m SET status = @Status, suspect_times = @SuspectTimes, alive_time = @IAmAliveTime
        FROM next
        WHERE m.deployment_id = next.deployment_id AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
        RETURNING 1)
    SELECT EXISTS (SELECT FROM done)
$$),
('UpdateIAmAlivetimeKey', $$
    UPDATE chita_membership SET alive_time = @IAmAliveTime
    WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$$),
('DeleteMembershipTableEntriesKey', $$
    WITH members AS (DELETE FROM chita_membership WHERE deployment_id = @DeploymentId RETURNING 1)
    UPDATE chita_membership_version SET version = version + 1
    WHERE deployment_id = @DeploymentId AND (SELECT count(*) FROM members) >= 0
$$),
-- 6 is SiloStatus.Dead.
('CleanupDefunctSiloEntriesKey', $$
    DELETE FROM chita_membership WHERE deployment_id = @DeploymentId AND alive_time < @IAmAliveTime AND status = 6
$$),
('CleanupDefunctSiloEntryKey', $$
    DELETE FROM chita_membership
    WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND status = 6
      AND start_time = @StartTime AND alive_time = @IAmAliveTime AND suspect_times IS NOT DISTINCT FROM @SuspectTimes
$$),

('ReadFromStorageKey', $$
    SELECT payload AS PayloadBinary, version AS Version FROM chita_state
    WHERE service_id = @ServiceId AND grain_type = @GrainTypeString
      AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND id_text = coalesce(@GrainIdExtensionString, '')
$$),
-- One row always; its version is null when the state was changed by another writer.
('WriteToStorageKey', $$
    WITH added AS (
        INSERT INTO chita_state (service_id, grain_type, id_n0, id_n1, id_text, version, payload)
        SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1, @PayloadBinary
        WHERE @GrainStateVersion IS NULL
        ON CONFLICT DO NOTHING RETURNING version),
    changed AS (
        UPDATE chita_state SET version = version + 1, payload = @PayloadBinary, changed = now()
        WHERE service_id = @ServiceId AND grain_type = @GrainTypeString
          AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND id_text = coalesce(@GrainIdExtensionString, '')
          AND version = @GrainStateVersion
        RETURNING version)
    SELECT (SELECT version FROM added UNION ALL SELECT version FROM changed) AS NewGrainStateVersion
$$),
('ClearStorageKey', $$
    WITH changed AS (
        UPDATE chita_state SET version = version + 1, payload = NULL, changed = now()
        WHERE service_id = @ServiceId AND grain_type = @GrainTypeString
          AND id_n0 = @GrainIdN0 AND id_n1 = @GrainIdN1 AND id_text = coalesce(@GrainIdExtensionString, '')
          AND version = @GrainStateVersion
        RETURNING version)
    SELECT (SELECT version FROM changed) AS NewGrainStateVersion
$$),

('ReadReminderRowsKey', $$
    SELECT * FROM chita_reminder_rows WHERE service_id = @ServiceId AND GrainId = @GrainId
$$),
('ReadReminderRowKey', $$
    SELECT * FROM chita_reminder_rows WHERE service_id = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
$$),
('ReadRangeRows1Key', $$
    SELECT * FROM chita_reminder_rows WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$$),
-- A range over the end of the ring.
('ReadRangeRows2Key', $$
    SELECT * FROM chita_reminder_rows WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$$),
('UpsertReminderRowKey', $$
    INSERT INTO chita_reminder (service_id, grain_id, reminder_name, start_time, period, grain_hash)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
    ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE SET
        start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = chita_reminder.version + 1
    RETURNING version AS Version
$$),
('DeleteReminderRowKey', $$
    WITH done AS (
        DELETE FROM chita_reminder
        WHERE service_id = @ServiceId AND grain_id = @GrainId AND reminder_name = @ReminderName AND version = @Version
        RETURNING 1)
    SELECT EXISTS (SELECT FROM done)
$$),
('DeleteReminderRowsKey', $$
    DELETE FROM chita_reminder WHERE service_id = @ServiceId
$$)

ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText;
