-- Index-only scans read the table too where a page was written since it was last vacuumed. By its defaults autovacuum waits
-- until a fifth of a table has changed: of years of records that is months, and the newest are asked for most. None of
-- this blocks readers or writers.
do $$
declare
  -- What every metric reads by indexes alone.
  tables constant text[] := array['change_records', 'incidents', 'incident_changes', 'incident_downtimes'];
  name text;
begin
  foreach name in array tables loop
    -- A table from before may be partitioned, which takes no such settings.
    if exists (select from pg_class as c where c.oid = to_regclass('stackflow.' || name) and c.relkind = 'r') then
      execute format(
        'alter table stackflow.%I set (
          autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.005,
          autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.005,
          autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01)',
        name
      );
    end if;
  end loop;
end
$$;
