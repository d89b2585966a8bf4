import type { ClientBase, Pool } from 'pg';

import type { Reader } from './reader';

/** A `Reader` on one open connection, in whatever transaction it is, or on any of a pool; errors are `pg`'s own. */
export function clientReader(client: ClientBase | Pool): Reader {
  return {
    run: async <Row extends object>({ text, values }: Parameters<Reader['run']>[0], signal: AbortSignal) => {
      signal.throwIfAborted();
      const { rows } = await client.query<Row>({ text, values: [...values] });
      return rows;
    },
  };
}
