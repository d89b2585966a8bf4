import { z } from 'zod';

import { TIERS } from '../../../model/query-fields';
import { asJson, countWrites } from './kind';
import type { ImportKind } from './kind';
import { key, oneOf, pastTime, text, time } from '../../change-records/entered-values';

const schema = z.strictObject({
  name: key,
  team: text.optional(),
  tier: oneOf(TIERS).default('standard'),
  retired_at: time.optional(),
  monitored_since: pastTime.optional(),
});

/** Services, known by their name. Where a file does not say since when one is monitored, that stays as it is known. */
export const services: ImportKind<z.output<typeof schema>> = {
  schema,
  complaint: () => null,
  keyOf: ({ name }) => name,
  write: async (client, rows) => {
    const { rows: written } = await client.query<{ inserted: boolean }>(
      `insert into stackflow.services as s (name, team, tier, retired_at, monitored_since)
       select g.name, g.team, g.tier, g.retired_at, g.monitored_since
       from jsonb_to_recordset($1::jsonb)
         as g (name text, team text, tier text, retired_at timestamptz, monitored_since timestamptz)
       on conflict (name) do update
         set team = excluded.team, tier = excluded.tier, retired_at = excluded.retired_at,
           monitored_since = coalesce(excluded.monitored_since, s.monitored_since)
         where (s.team, s.tier, s.retired_at, s.monitored_since) is distinct from
           (excluded.team, excluded.tier, excluded.retired_at, coalesce(excluded.monitored_since, s.monitored_since))
       returning (s.xmax = 0) as inserted`,
      [asJson(rows)]
    );
    return { ...countWrites(written), badRows: [] };
  },
};
