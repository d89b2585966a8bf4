import { z } from 'zod';

import { TIERS } from '../../../model/query-fields';
import { asJson, countWrites } from './kind';
import type { ImportKind } from './kind';
import { key, oneOf, text, time } from '../../change-records/entered-values';

const schema = z.strictObject({
  name: key,
  team: text.optional(),
  tier: oneOf(TIERS).default('standard'),
  retired_at: time.optional(),
});

/** Services, known by their name. */
export const services: ImportKind<z.output<typeof schema>> = {
  schema,
  complaint: () => null,
  keyOf: ({ name }) => name,
  write: async (client, rows) => {
    const { rows: written } = await client.query<{ inserted: boolean }>(
      `insert into stackflow.services as s (name, team, tier, retired_at)
       select g.name, g.team, g.tier, g.retired_at
       from jsonb_to_recordset($1::jsonb) as g (name text, team text, tier text, retired_at timestamptz)
       on conflict (name) do update
         set team = excluded.team, tier = excluded.tier, retired_at = excluded.retired_at
         where (s.team, s.tier, s.retired_at) is distinct from (excluded.team, excluded.tier, excluded.retired_at)
       returning (s.xmax = 0) as inserted`,
      [asJson(rows)]
    );
    return { ...countWrites(written), badRows: [] };
  },
};
