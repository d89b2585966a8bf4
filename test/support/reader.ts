import type { ClientBase } from 'pg';

import type { Reader } from '../../src/backend/aurora/reader';
import { foldCellsBefore } from './fold-cells-before';

/** A `Reader` on one open client, for tests of statements rather than of connections. */
export function readerOn(client: ClientBase): Reader {
  return {
    run: async <Row extends object>({ text, values }: { text: string; values: readonly unknown[] }) => {
      await foldCellsBefore(client);
      const { rows } = await client.query<Row>({ text, values: [...values] });
      return rows;
    },
  };
}
