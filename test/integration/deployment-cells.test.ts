import fc from 'fast-check';

import { STATISTICS } from '../../src/model/dora-metrics';
import { doraQuerySchema } from '../../src/model/dora-query';
import { chooseBucketing } from '../../src/backend/metrics/buckets';
import { foldBatch, foldCells } from '../../src/backend/metrics/cells/fold-cells';
import { comparedStatement } from '../../src/backend/metrics/dora/comparison';
import { doraRequest } from '../../src/backend/metrics/dora/request';
import { seriesStatement } from '../../src/backend/metrics/dora/series';
import { totalsStatement } from '../../src/backend/metrics/dora/totals';
import { close, connectAs, open } from '../support/actors';
import type { Actor } from '../support/actors';
import { sampled } from '../support/attacked';
import { CELL_SERVICES, CELL_TEAMS, applyCellEdit, cellEditArbitrary, moment } from '../support/cell-edits';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { clearRecords, insertRecords } from '../support/records';

/** Answers from cells are those of the records, to the last bit, whatever is folded, edited and committed when. */

const NEVER = new AbortController().signal;
const WRITERS = 3;
/** How often a random history is tried. */
const RUNS = 20;
/** Of each writer beside the others. */
const TRANSACTIONS = 60;
const ROW_LIMIT = 1_000_000;

let database: TestDatabase;
let writers: readonly Actor[];
let folder: Actor;
let reader: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  const actors: Actor[] = [];
  for (let n = 0; n <= WRITERS; n += 1) {
    actors.push(await connectAs(database, 'sre_metrics_writer'));
  }
  [folder, ...writers] = actors as [Actor, ...Actor[]];
  reader = await connectAs(database, 'sre_metrics_reader');
  // Cells must follow whoever may do it.
  await database.client.query(`grant select, insert, update, delete on all tables in schema stackflow to sre_metrics_writer`);
});
afterAll(async () => {
  await Promise.all([...writers, folder, reader].map(({ client }) => client.end()));
  await database.drop();
});
beforeEach(clear);

async function clear(): Promise<void> {
  await database.client.query('truncate stackflow.github_changes');
  await clearRecords(database.client);
  await insertRecords(database.client, {
    services: CELL_SERVICES.map((name) => ({ name, team: CELL_TEAMS[name] })),
  });
}

const questionArbitrary = fc.record({
  metric: fc.constantFrom('deploymentFrequency', 'changeFailureRate', 'reworkRate', 'leadTime', 'leadTime', 'leadTime'),
  statistic: fc.constantFrom(...STATISTICS),
  shape: fc.constantFrom('totals', 'compared', 'series'),
  groupBy: fc.constantFrom('none', 'none', 'none', 'service', 'team'),
  filter: fc.constantFrom({}, {}, {}, { teams: ['Data'] }, { services: ['Shop', 'Index'] }),
  interval: fc.boolean(),
  bucket: fc.constantFrom('day', 'week', 'month', 'hour'),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe'),
  range: fc
    .tuple(moment, moment)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) })),
});
type Question = typeof questionArbitrary extends fc.Arbitrary<infer T> ? T : never;

function statementFor({ shape, bucket, timeZone, range, filter, statistic, ...fields }: Question, usesCells: boolean) {
  const duration = fields.metric === 'leadTime' ? { statistic } : {};
  const query = doraQuerySchema.parse({ queryType: 'dora', shape: 'table', ...fields, ...filter, ...duration });
  const request = doraRequest(query, range, { rowLimit: ROW_LIMIT, usesCells });
  switch (shape) {
    case 'totals':
      return totalsStatement(request);
    case 'compared':
      return comparedStatement(request);
    case 'series':
      return seriesStatement({
        ...request,
        bucketing: chooseBucketing({ bucket, zone: timeZone, intervalMs: 0 }, range),
        sample: 'none',
      });
  }
}

/** Both answers, of one moment. */
async function answers(question: Question): Promise<{ readonly cells: unknown; readonly records: unknown }> {
  const rowsOf = async (usesCells: boolean) => {
    const { text, values } = statementFor(question, usesCells);
    return (await reader.client.query<object>({ text, values: [...values] })).rows;
  };
  await reader.client.query('begin isolation level repeatable read');
  try {
    return { cells: await rowsOf(true), records: await rowsOf(false) };
  } finally {
    await reader.client.query('commit');
  }
}

async function look(question: Question): Promise<void> {
  const { cells, records } = await answers(question);
  expect(cells).toEqual(records);
}

const marks = async () => {
  const { rows } = await database.client.query<{ n: number }>('select count(*)::int as n from stackflow.cell_marks');
  return rows[0]?.n;
};
const fold = (restMinutes = 0) => foldCells(folder.client, restMinutes, NEVER);

const writer = fc.nat({ max: WRITERS - 1 });
const end = fc.constantFrom('commit', 'commit', 'commit', 'rollback');
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('edit'), writer, edit: cellEditArbitrary }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('end'), writer, end }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fold') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('endFold'), end }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'foldAll' } as const) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('look'), question: questionArbitrary }) }
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function writerAt(index: number): Actor {
  const found = writers[index];
  if (found === undefined) {
    throw new Error(`There is no writer ${index}.`);
  }
  return found;
}

async function take(one: Step): Promise<void> {
  switch (one.kind) {
    case 'edit':
      await open(writerAt(one.writer));
      await applyCellEdit(writerAt(one.writer).client, one.edit);
      return;
    case 'end':
      await close(writerAt(one.writer), one.end);
      return;
    case 'fold':
      await close(folder, 'commit');
      await open(folder);
      await foldBatch(folder.client, 0);
      return;
    case 'endFold':
      await close(folder, one.end);
      return;
    case 'foldAll':
      await close(folder, 'commit');
      await fold();
      return;
    case 'look':
      await look(one.question);
  }
}

const filled = fc.array(cellEditArbitrary, { minLength: 8, maxLength: 20 });
const questions = fc.array(questionArbitrary, { minLength: 3, maxLength: 6 });

it('whatever writers and folds do at the same time, in transactions that end in any order', async () => {
  await fc.assert(
    fc.asyncProperty(filled, fc.array(step, { minLength: 5, maxLength: 25 }), questions, async (first, steps, last) => {
      await clear();
      for (const edit of first) {
        await applyCellEdit(database.client, edit);
      }
      try {
        for (const one of steps) {
          await take(one);
        }
      } finally {
        await close(folder, 'commit');
        for (const actor of writers) {
          await close(actor, 'commit');
        }
      }
      for (const question of last) {
        await look(question);
      }
      await fold();
      expect(await marks()).toBe(0);
      for (const question of last) {
        await look(question);
      }
    }),
    { numRuns: RUNS }
  );
}, 600_000);

it('while writers and a fold run side by side', async () => {
  const edits = sampled(fc.array(cellEditArbitrary, { minLength: 1, maxLength: 4 }), TRANSACTIONS * WRITERS);
  const asked = sampled(questionArbitrary, 50);
  const work = async ({ client }: Actor, index: number) => {
    for (const transaction of edits.slice(index * TRANSACTIONS, (index + 1) * TRANSACTIONS)) {
      await client.query('begin');
      for (const edit of transaction) {
        await applyCellEdit(client, edit);
      }
      await client.query('commit');
    }
  };
  let isOver = false;
  const until = async (turn: (count: number) => Promise<unknown>) => {
    for (let count = 0; !isOver; count += 1) {
      await turn(count);
    }
  };
  const writing = Promise.all(writers.map(work)).finally(() => {
    isOver = true;
  });
  const questionAt = (count: number) => asked[count % asked.length] as Question;
  await Promise.all([writing, until(() => fold()), until((count) => look(questionAt(count)))]);
  await fold();
  for (const question of asked) {
    await look(question);
  }
}, 600_000);
