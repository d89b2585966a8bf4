import type { ClientBase } from 'pg';
import sql from 'sql-template-tag';

import { statementOf } from '../src/backend/aurora/statement';
import type { Statement } from '../src/backend/aurora/statement';
import { deploymentMarksStatement } from '../src/backend/metrics/annotations/deployments';
import { deploymentsCtes } from '../src/backend/metrics/dora/deployments';
import { areTimes, durationUs } from '../src/backend/aurora/duration-us';
import { doraRequest } from '../src/backend/metrics/dora/request';
import { totalsStatement } from '../src/backend/metrics/dora/totals';
import type { TimeRange } from '../src/backend/metrics/time-range';
import { doraQuerySchema } from '../src/model/dora-query';
import { printTable } from '../tooling/print-table';
import { lastDays } from './cases';
import type { BenchOptions } from './options';
import { median, timed } from './statistics';

/** What statements gain by how they are written: beside each the plain way to write it, which gives the same rows. */

interface Pair {
  readonly name: string;
  readonly plain: Statement;
  readonly ours: Statement;
}

const EVERYTHING = { services: [], teams: [], tiers: [] } as const;
const MARKS = 500;

/** A lead time whose duration is written out wherever it is needed, as numerics. */
function leadTimePair(range: TimeRange, shape: 'value' | 'table', groupBy: 'none' | 'service'): Pair {
  const query = doraQuerySchema.parse({ queryType: 'dora', metric: 'leadTime', shape, groupBy });
  const ours = totalsStatement(doraRequest(query, range, { rowLimit: 1_000_000, usesCells: false }));
  const [from, to] = [sql`d.created_at`, sql`d.closed_at`];
  const seconds = sql`case when ${areTimes(from, to)}
    then (extract(epoch from ${to}) - extract(epoch from ${from}))::float8 end`;
  const text = ours.text
    .replace(durationUs(from, to).text, () => seconds.text)
    .replace('where not d.failed\n  offset 0', 'where not d.failed')
    .replaceAll('(f.us::float8 / 1e6)', 'f.us');
  return { name: `lead time (median), by ${groupBy}`, plain: { ...ours, text }, ours };
}

/** Failed deployments, found by judging every deployment of the range. */
function failedPair(range: TimeRange): Pair {
  const plain = statementOf(sql`with ${deploymentsCtes(range, EVERYTHING)},
judged as materialized (
  select d.id, d.deployed_at, d.failed from deployments as d
)
select d.id::text from judged as d where d.failed order by d.deployed_at desc, d.id desc limit ${MARKS + 1}`);
  const ours = deploymentMarksStatement({ scope: EVERYTHING, range, limit: MARKS, failedOnly: true });
  return { name: `the newest ${MARKS} failed deployments`, plain, ours };
}

/**
 * Times both of each pair in turn.
 *
 * @throws Error where their rows differ
 */
export async function measurePlainly(client: ClientBase, { runs }: Pick<BenchOptions, 'runs'>): Promise<void> {
  const rows: string[][] = [];
  for (const days of [90, 365]) {
    const range = lastDays(days);
    const pairs = [leadTimePair(range, 'value', 'none'), leadTimePair(range, 'table', 'service'), failedPair(range)];
    for (const { name, plain, ours } of pairs) {
      const run = async ({ text, values }: Statement) => {
        const { rows: answer } = await client.query<Record<string, unknown>>({ text, values: [...values] });
        return JSON.stringify(answer.map((row) => ('id' in row ? row['id'] : row)));
      };
      if ((await run(plain)) !== (await run(ours))) {
        throw new Error(`The two ways to write "${name}" give different rows.`);
      }
      const times = { plain: [] as number[], ours: [] as number[] };
      for (let turn = 0; turn < runs; turn += 1) {
        times.plain.push(await timed(() => run(plain)));
        times.ours.push(await timed(() => run(ours)));
      }
      const [plainMs, oursMs] = [median(times.plain), median(times.ours)];
      rows.push([name, String(days), plainMs.toFixed(1), oursMs.toFixed(1), (plainMs / oursMs).toFixed(1)]);
    }
  }
  const header = ['Statement', 'Days', 'Plainly, ms', 'Ours, ms', 'Times as quick'];
  console.log(printTable(header, rows, new Set(header.slice(1))));
}
