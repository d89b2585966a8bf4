import { Client } from 'pg';

import { OUTAGES_RANGE } from './real-data';

/**
 * Keeps when services were gated during the demo's outages, as a worker would have that ran then: the SLOs are
 * made up, so the gated periods are too. A second time changes nothing.
 *
 * @param url of the database; undefined: what libpq's variables name
 */
export async function keepDemoGatedPeriods(url: string | undefined): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { fromMs, toMs } = OUTAGES_RANGE;
    await client.query('update stackflow.gate_policy set spells_kept_until = $1 where spells_kept_until is null', [
      new Date(fromMs),
    ]);
    await client.query('select stackflow.keep_gate_spells($1)', [new Date(toMs)]);
  } finally {
    await client.end();
  }
}
