import type { Statement } from '../src/backend/aurora/statement';
import type { EmbeddedDatabase } from '../tooling/embedded-database';
import { WHOLE, withReader } from './database';
import { median, timed } from './statistics';

/**
 * How long a statement takes on a new connection just after the database was started anew, in ms; the median of some runs,
 * each after a start of its own. The operating system's cache stays. Nobody may be connected.
 */
export async function coldMsOf(
  server: EmbeddedDatabase,
  { text, values }: Statement,
  { runs }: { readonly runs: number }
): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await server.restart();
    times.push(await withReader(server, WHOLE, (client) => timed(() => client.query({ text, values: [...values] }))));
  }
  return median(times);
}
