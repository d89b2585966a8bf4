import { z } from 'zod';

import { TIERS } from '../../../model/query-fields';
import { key, oneOf, pastTime, text, time } from '../../change-records/entered-values';
import { asJson, countWrites } from './kind';
import type { ImportKind } from './kind';
import { updateOf } from './update-of';

const schema = z.strictObject({
  name: key,
  team: text.optional(),
  tier: oneOf(TIERS).default('standard'),
  retired_at: time.optional(),
  monitored_since: pastTime.optional(),
});

const UPDATED = { team: 'team', tier: 'tier', retired_at: 'retired_at', monitored_since: 'monitored_since' };

/** Services, known by their name. */
export const services: ImportKind<z.output<typeof schema>> = {
  schema,
  complaint: () => null,
  keyOf: ({ name }) => name,
  check: () => Promise.resolve([]),
  write: async (client, { rows, columns }) => {
    const { rows: written } = await client.query<{ inserted: boolean }>(
      `insert into stackflow.services as s (name, team, tier, retired_at, monitored_since)
       select g.name, g.team, g.tier, g.retired_at, g.monitored_since
       from jsonb_to_recordset($1::jsonb)
         as g (name text, team text, tier text, retired_at timestamptz, monitored_since timestamptz)
       on conflict (name) do ${updateOf('s', UPDATED, columns)}
       returning (s.xmax = 0) as inserted`,
      [asJson(rows)]
    );
    return { ...countWrites(written), badRows: [] };
  },
};
