import type { ClientBase } from 'pg';
import { z } from 'zod';

import { key, time } from '../../change-records/entered-values';
import type { BadRow } from '../files/bad-file';
import { asJson, columnsAsJson, countWrites, missingNames } from './kind';
import type { ImportKind, NumberedRow } from './kind';
import { missingServices } from './missing-services';
import { updateOf } from './update-of';

const schema = z.strictObject({
  service: key,
  started_at: time,
  ended_at: time.optional(),
  /** External id of the incident; without it the row makes a P1 incident of its own. */
  incident: key.optional(),
});
type Row = z.output<typeof schema>;

/** Of the incidents that rows without one make. */
const OWN_PREFIX = 'downtime:';

/** Downtime periods, known by incident, service and start. */
export const downtimes: ImportKind<Row> = {
  schema,
  complaint: ({ started_at, ended_at }) =>
    ended_at !== undefined && Date.parse(ended_at) < Date.parse(started_at)
      ? { column: 'ended_at', reason: 'lies before started_at' }
      : null,
  keyOf: (row) => JSON.stringify([incidentOf(row), row.service, Date.parse(row.started_at)]),
  check: async (client, { rows }) => [
    ...(await missingServices(client, rows)),
    ...(await missingIncidents(
      client,
      rows.flatMap(({ line, row: { incident } }) =>
        // A row above may make it.
        incident === undefined || incident.startsWith(OWN_PREFIX) ? [] : [{ line, row: { incident } }]
      )
    )),
  ],
  write: async (client, { rows, columns }) => {
    const named = rows.map(({ line, row }) => ({ line, row: { ...row, incident: incidentOf(row) } }));
    await makeOutages(client, rows, columns);
    const badRows = await missingIncidents(client, named);
    const { rows: written } = await client.query<{ inserted: boolean }>(
      `insert into stackflow.incident_downtimes as d (incident_id, service_id, started_at, ended_at)
       select i.id, s.id, g.started_at, g.ended_at
       from jsonb_to_recordset($1::jsonb) as g (
         incident text, service text, started_at timestamptz, ended_at timestamptz)
       join stackflow.services as s on s.name = g.service
       join stackflow.incidents as i on i.external_id = g.incident
       on conflict (incident_id, service_id, started_at) do ${updateOf('d', { ended_at: 'ended_at' }, columns)}
       returning (d.xmax = 0) as inserted`,
      [asJson(named)]
    );
    return { ...countWrites(written), badRows };
  },
};

/** The incident a row belongs to: the one it names, or its own. */
function incidentOf({ incident, service, started_at }: Row): string {
  return incident ?? `${OWN_PREFIX}${service}:${new Date(started_at).toISOString()}`;
}

/** An outage that names no incident is a P1 incident of its own, of the same span. */
async function makeOutages(
  client: ClientBase,
  rows: readonly NumberedRow<Row>[],
  columns: ReadonlySet<string>
): Promise<void> {
  const own = rows.filter(({ row }) => row.incident === undefined);
  await client.query(
    `insert into stackflow.incidents as i (external_id, title, priority, created_at, resolved_at)
     select g.incident, 'Outage of ' || g.service, 'P1', g.started_at, g.ended_at
     from jsonb_to_recordset($1::jsonb) as g (
       incident text, service text, started_at timestamptz, ended_at timestamptz)
     on conflict (external_id) do ${updateOf('i', { resolved_at: 'ended_at' }, columns, ['updated_at = now()'])}`,
    [asJson(own.map(({ line, row }) => ({ line, row: { ...row, incident: incidentOf(row) } })))]
  );
}

async function missingIncidents(
  client: ClientBase,
  rows: readonly NumberedRow<{ readonly incident: string }>[]
): Promise<BadRow[]> {
  const { rows: missing } = await client.query<{ line: number; name: string }>(
    `select g.line, g.incident as name
     from jsonb_to_recordset($1::jsonb) as g (line int, incident text)
     where not exists (select from stackflow.incidents as i where i.external_id = g.incident)
     order by g.line`,
    [columnsAsJson(rows, ['incident'])]
  );
  return missingNames('incident', 'incident', 'load it first with --kind incidents', missing);
}
