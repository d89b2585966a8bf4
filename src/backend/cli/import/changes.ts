import type { ClientBase } from 'pg';
import { z } from 'zod';

import { CHANGE_SEPARATOR, flag, key, oneOf, text, time, webAddress } from '../../change-records/entered-values';
import type { BadRow } from '../files/bad-file';
import { asJson, columnsAsJson, countWrites } from './kind';
import type { Batch, ImportKind } from './kind';
import { missingServices } from './missing-services';
import { updateOf } from './update-of';

const schema = z.strictObject({
  // An incident's file separates the changes it names by these.
  external_id: key.refine((id) => !CHANGE_SEPARATOR.test(id), {
    error: 'holds a blank or a bar (|), so that no incident could name it',
  }),
  service: key,
  title: text.optional(),
  change_type: oneOf(['deployment', 'standard', 'normal', 'emergency']).default('deployment'),
  criticality: oneOf(['critical', 'non_critical']).default('non_critical'),
  state: oneOf(['draft', 'scheduled', 'implementing', 'closed', 'cancelled', 'blocked']).default('closed'),
  deployment_outcome: oneOf(['successful', 'failed', 'rolled_back']).optional(),
  unplanned: flag.default(false),
  environment: text.default('production'),
  created_at: time,
  implementation_start_at: time.optional(),
  implementation_end_at: time.optional(),
  closed_at: time.optional(),
  source: oneOf(['manual', 'github']).default('manual'),
  url: webAddress.optional(),
});

type Row = z.output<typeof schema>;

/** The file's column by the table's, but for the key. */
const UPDATED = {
  service_id: 'service',
  title: 'title',
  change_type: 'change_type',
  criticality: 'criticality',
  state: 'state',
  deployment_outcome: 'deployment_outcome',
  unplanned: 'unplanned',
  environment: 'environment',
  created_at: 'created_at',
  implementation_start_at: 'implementation_start_at',
  implementation_end_at: 'implementation_end_at',
  closed_at: 'closed_at',
  source: 'source',
  url: 'url',
};

/** Change records, known by their external id. */
export const changes: ImportKind<Row> = {
  schema,
  complaint: ({ created_at, closed_at }) =>
    closed_at !== undefined && Date.parse(closed_at) < Date.parse(created_at)
      ? { column: 'closed_at', reason: 'lies before created_at' }
      : null,
  keyOf: ({ external_id }) => external_id,
  check: async (client, batch) => [
    ...(await missingServices(client, batch.rows)),
    ...(await endlessChanges(client, batch)),
  ],
  write: async (client, { rows, columns }) => {
    const { rows: written } = await client.query<{ inserted: boolean }>(
      `insert into stackflow.change_records as c
         (external_id, service_id, title, change_type, criticality, state, deployment_outcome, unplanned, environment,
          created_at, implementation_start_at, implementation_end_at, closed_at, source, url)
       select g.external_id, s.id, coalesce(g.title, g.external_id), g.change_type, g.criticality, g.state,
         g.deployment_outcome, g.unplanned, g.environment, g.created_at, g.implementation_start_at, g.implementation_end_at,
         g.closed_at, g.source, g.url
       from jsonb_to_recordset($1::jsonb) as g (
         external_id text, service text, title text, change_type text, criticality text, state text,
         deployment_outcome text, unplanned boolean, environment text, created_at timestamptz, implementation_start_at timestamptz,
         implementation_end_at timestamptz, closed_at timestamptz, source text, url text)
       join stackflow.services as s on s.name = g.service
       on conflict (external_id) do ${updateOf('c', UPDATED, columns, ['updated_at = now()'])}
       returning (c.xmax = 0) as inserted`,
      [asJson(rows)]
    );
    return { ...countWrites(written), badRows: [] };
  },
};

/** Changes that would be closed without a time at which that was: what the file does not tell, a record may know. */
async function endlessChanges(client: ClientBase, { rows, columns }: Batch<Row>): Promise<readonly BadRow[]> {
  const untimed = rows.filter(({ row }) => row.implementation_end_at === undefined && row.closed_at === undefined);
  if (untimed.length === 0) {
    return [];
  }
  const { rows: endless } = await client.query<{ line: number }>(
    `select g.line
     from jsonb_to_recordset($1::jsonb) as g (line int, external_id text, state text)
     left join stackflow.change_records as c on c.external_id = g.external_id
     where case when $2 then g.state else coalesce(c.state, g.state) end = 'closed'
       and ($3 or c.implementation_end_at is null) and ($4 or c.closed_at is null)
     order by g.line`,
    [
      columnsAsJson(untimed, ['external_id', 'state']),
      ...['state', 'implementation_end_at', 'closed_at'].map((column) => columns.has(column)),
    ]
  );
  const reason = 'is missing: a closed change needs it, or implementation_end_at';
  return endless.map(({ line }) => ({ line, column: 'closed_at', reason }));
}
