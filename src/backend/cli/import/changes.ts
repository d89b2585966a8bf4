import { z } from 'zod';

import { asJson, countWrites } from './kind';
import type { ImportKind } from './kind';
import { missingServices } from './missing-services';
import { CHANGE_SEPARATOR, flag, key, oneOf, text, time, webAddress } from '../../change-records/entered-values';

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

/** Change records, known by their external id. */
export const changes: ImportKind<z.output<typeof schema>> = {
  schema,
  complaint: ({ state, implementation_end_at, closed_at }) =>
    state === 'closed' && implementation_end_at === undefined && closed_at === undefined
      ? { column: 'closed_at', reason: 'is missing: a closed change needs it, or implementation_end_at' }
      : null,
  keyOf: ({ external_id }) => external_id,
  write: async (client, rows) => {
    const badRows = await missingServices(client, rows);
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
       on conflict (external_id) do update set
         service_id = excluded.service_id, title = excluded.title, change_type = excluded.change_type,
         criticality = excluded.criticality, state = excluded.state,
         deployment_outcome = excluded.deployment_outcome, unplanned = excluded.unplanned,
         environment = excluded.environment,
         created_at = excluded.created_at, implementation_start_at = excluded.implementation_start_at,
         implementation_end_at = excluded.implementation_end_at, closed_at = excluded.closed_at,
         source = excluded.source, url = excluded.url, updated_at = now()
       where (c.service_id, c.title, c.change_type, c.criticality, c.state, c.deployment_outcome, c.unplanned, c.environment,
              c.created_at, c.implementation_start_at, c.implementation_end_at, c.closed_at, c.source, c.url)
         is distinct from
             (excluded.service_id, excluded.title, excluded.change_type, excluded.criticality, excluded.state,
              excluded.deployment_outcome, excluded.unplanned, excluded.environment, excluded.created_at,
              excluded.implementation_start_at, excluded.implementation_end_at, excluded.closed_at,
              excluded.source, excluded.url)
       returning (c.xmax = 0) as inserted`,
      [asJson(rows)]
    );
    return { ...countWrites(written), badRows };
  },
};
