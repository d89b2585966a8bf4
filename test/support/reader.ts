import type { ClientBase } from 'pg';

import type { Reader } from '../../src/backend/aurora/reader';
import type { Statement } from '../../src/backend/aurora/statement';
import { foldCellsBefore } from './fold-cells-before';

/** A `Reader` on one open client, for tests of statements rather than of connections. Each is planned as it says. */
export function readerOn(client: ClientBase): Reader {
  return {
    run: async <Row extends object>({ text, values, planning }: Statement) => {
      await foldCellsBefore(client);
      const run = () => client.query<Row>({ text, values: [...values] });
      const { rows } = await (planning === 'kept' ? plannedForAny(client, run) : run());
      return rows;
    },
  };
}

/** Runs what is planned for whatever values it may have. */
async function plannedForAny<T>(client: ClientBase, run: () => Promise<T>): Promise<T> {
  await client.query('set plan_cache_mode = force_generic_plan');
  try {
    return await run();
  } finally {
    // A transaction that has failed takes it back as it ends.
    await client.query('set plan_cache_mode = auto').catch(() => undefined);
  }
}
