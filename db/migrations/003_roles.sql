-- Two group roles without sign-in; make the plugin's user a member of the reader, the worker's of
-- the writer:  grant sre_metrics_reader to grafana_plugin;
--
-- Roles belong to the whole cluster, so another database may have made them already, even at this
-- very moment.

do $$
declare
  role_name text;
begin
  foreach role_name in array array['sre_metrics_reader', 'sre_metrics_writer'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      begin
        execute format('create role %I nologin', role_name);
      exception
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then
          raise exception 'The role % is missing and % may not create roles.', role_name, current_user
            using errcode = 'insufficient_privilege',
                  hint = format('Let an administrator run: create role %I nologin;', role_name);
      end;
    end if;
  end loop;
end
$$;

grant usage on schema stackflow to sre_metrics_reader, sre_metrics_writer;
-- Table by table: an existing schema may hold others that are nobody's business here.
grant select on
  stackflow.services,
  stackflow.change_records,
  stackflow.incidents,
  stackflow.incident_changes,
  stackflow.incident_downtimes,
  stackflow.maintenance_windows,
  stackflow.slos,
  stackflow.slo_history,
  stackflow.sre_metrics_migrations
to sre_metrics_reader, sre_metrics_writer;
grant insert, update on
  stackflow.services,
  stackflow.change_records,
  stackflow.incidents,
  stackflow.incident_changes,
  stackflow.incident_downtimes,
  stackflow.maintenance_windows,
  stackflow.slos,
  stackflow.slo_history
to sre_metrics_writer;
-- Links and downtime periods are corrected by taking them away; records are never deleted.
grant delete on stackflow.incident_changes, stackflow.incident_downtimes, stackflow.maintenance_windows
to sre_metrics_writer;

-- An identity column needs no grant, but a table from before may count by a serial one.
do $$
declare
  serial_sequence regclass;
begin
  for serial_sequence in
    select s.oid
    from pg_class as s
    join pg_depend as d on d.classid = 'pg_class'::regclass and d.objid = s.oid
      and d.refclassid = 'pg_class'::regclass and d.deptype = 'a'
    where s.relkind = 'S' and has_table_privilege('sre_metrics_writer', d.refobjid, 'insert')
      and d.refobjid in (select t.oid from pg_class as t where t.relnamespace = 'stackflow'::regnamespace)
  loop
    execute format('grant usage on sequence %s to sre_metrics_writer', serial_sequence);
  end loop;
end
$$;
