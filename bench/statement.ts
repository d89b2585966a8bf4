import type { ClientBase } from 'pg';

import { KeptPlans } from '../src/backend/aurora/kept-plans';
import type { Reader } from '../src/backend/aurora/reader';
import type { Statement } from '../src/backend/aurora/statement';
import { KeptFreshness } from '../src/backend/metrics/freshness/kept-freshness';
import { answerQuery } from '../src/backend/plugin/answer-query';
import { DEFAULT_ROW_LIMIT } from '../src/backend/plugin/instances/instance';
import { parseQuery } from '../src/model/query';
import type { BenchCase } from './cases';
import { median, timed } from './statistics';

/**
 * The very statements that the backend runs for a query: those its answer tells, without look-ups of
 * names. One, or for several numbers in one table several.
 *
 * @param usesCells whether stored cells may answer
 * @throws Error for a query that it would refuse
 */
export async function statementsFor(
  client: ClientBase,
  { query, range, intervalMs }: BenchCase,
  usesCells = true
): Promise<readonly Statement[]> {
  const parsed = parseQuery(query);
  if (!parsed.ok) {
    throw new Error(parsed.message);
  }
  const ran: Statement[] = [];
  // The backend asks on several connections at once; here is one.
  let turn: Promise<unknown> = Promise.resolve();
  const reader: Reader = {
    run: <Row extends object>(statement: Statement) => {
      ran.push(statement);
      const answer = turn.then(async () => {
        const { rows } = await client.query<Row>({ text: statement.text, values: [...statement.values] });
        return rows;
      });
      turn = answer;
      return answer;
    },
  };
  const context = { range, intervalMs, nowMs: range.toMs, fromAlert: false };
  const freshness = new KeptFreshness(reader, {
    usualGaps: { changes: null, incidents: null, sync: null, downtime: null },
    isLimited: false,
    onFailure: () => undefined,
  });
  const source = { reader, rowLimit: DEFAULT_ROW_LIMIT, usesCells, freshness };
  const [frame] = await answerQuery(source, parsed.query, context, new AbortController().signal);
  const matching = ran.filter(({ text }) => frame?.meta.executedQueryString?.includes(text.trim()));
  if (matching.length === 0) {
    throw new Error('The backend tells no statement that it ran.');
  }
  return matching;
}

/** Clients without the backend: one plans each time, the other keeps plans. */
export interface BareClients {
  readonly planning: ClientBase;
  readonly keeping: ClientBase;
}

/** Runs a statement. */
export type Run = (statement: Statement) => Promise<unknown>;

/** Has the client plan every statement each time, as whoever sends the SQL by hand. */
export const planningEach =
  (client: ClientBase): Run =>
  ({ text, values }) =>
    client.query({ text, values: [...values] });

/** Has the client, which nobody else uses, keep the plans that the backend keeps. */
export function keepingPlans(client: ClientBase): Run {
  const plans = new KeptPlans();
  return (statement) => plans.run(client, statement, new AbortController().signal);
}

/** Runs statements one after another. */
export async function runAll(run: Run, statements: readonly Statement[]): Promise<void> {
  for (const statement of statements) {
    await run(statement);
  }
}

/** How long statements take one after another, in ms: the median of some runs, after one that finds what it reads in no cache. */
export async function medianMs(run: Run, statements: readonly Statement[], runs: number): Promise<number> {
  const turn = () => runAll(run, statements);
  await turn();
  const times: number[] = [];
  while (times.length < runs) {
    times.push(await timed(turn));
  }
  return median(times);
}
