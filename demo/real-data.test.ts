import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse } from 'csv-parse/sync';
import type { ClientBase } from 'pg';

import { clientReader } from '../src/backend/aurora/client-reader';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { DORA_METRICS } from '../src/model/dora-metrics';
import type { DoraMetric } from '../src/model/dora-metrics';
import { bruteForce } from '../test/support/brute-force';
import { temporaryFolder } from '../test/support/command-line';
import type { Folder } from '../test/support/command-line';
import { total } from '../test/support/dora';
import { openImportBench } from '../test/support/import-bench';
import { plainRecordsOf } from '../test/support/plain-records';
import type { ImportKindName } from '../src/backend/cli/import/kinds';
import { prepareRealData } from './real-data';
import type { RealData } from './real-data';

type Row = Readonly<Record<string, string>>;

let folder: Folder;
let data: RealData;
let rows: Readonly<Record<ImportKindName, readonly Row[]>>;

const read = async (path: string): Promise<Row[]> => parse(await readFile(path, 'utf8'), { columns: true });
const source = (name: string) => read(join(__dirname, 'data', name));

beforeAll(async () => {
  folder = await temporaryFolder();
  data = await prepareRealData(join(folder.path, 'new'));
  const entries = await Promise.all(data.files.map(async ({ kind, path }) => [kind, await read(path)] as const));
  rows = Object.fromEntries(entries) as unknown as typeof rows;
});
afterAll(() => folder.remove());

it('writes the files in the order in which they name each other', () => {
  expect(data.files.map(({ kind }) => kind)).toEqual(['services', 'changes', 'incidents', 'downtimes']);
});

it('makes one row of every real event', async () => {
  const pullRequests = await source('merged-pull-requests.csv');
  const downtimes = await source('downtimes.csv');
  expect(rows.changes).toHaveLength(pullRequests.length);
  expect(rows.downtimes).toHaveLength(downtimes.length);
  expect(rows.incidents).toHaveLength(pullRequests.filter((row) => row['is_revert'] === 'true').length);
  const names = new Set([...pullRequests, ...downtimes].map((row) => row['service']));
  expect(rows.services.map(({ name }) => name).toSorted()).toEqual([...names].toSorted());
});

it('makes a merged pull request a successful deployment from its first commit to its merge', async () => {
  const [first] = await source('merged-pull-requests.csv');
  expect(rows.changes[0]).toEqual({
    external_id: `prometheus/prometheus#${first?.['pull_request']}`,
    service: 'prometheus',
    title: `Pull request #${first?.['pull_request']}`,
    deployment_outcome: 'successful',
    created_at: first?.['first_commit_at'],
    implementation_end_at: first?.['merged_at'],
    closed_at: first?.['merged_at'],
    source: 'github',
    url: `https://github.com/prometheus/prometheus/pull/${first?.['pull_request']}`,
  });
});

it('has some services of each tier', () => {
  expect(new Set(rows.services.map(({ tier }) => tier))).toEqual(new Set(['critical', 'standard']));
});

it('ends with the last event', () => {
  const ends = [...rows.changes.map((row) => row['closed_at']), ...rows.downtimes.map((row) => row['ended_at'])];
  expect(new Date(data.endMs).toISOString()).toBe(
    ends
      .map((end) => new Date(end ?? '').toISOString())
      .toSorted()
      .at(-1)
  );
});

it('links a revert only to the change that its own service merged last before', () => {
  const byId = new Map(rows.changes.map((change) => [change['external_id'], change]));
  const linked = rows.incidents.filter(({ changes }) => changes !== '');
  expect(linked.length).toBeGreaterThan(0);
  for (const incident of linked) {
    const change = byId.get(incident['changes']);
    const revert = byId.get(incident['external_id']?.replace('revert:', ''));
    expect(change?.['service']).toBe(revert?.['service']);
    const begin = Date.parse(incident['created_at'] ?? '');
    const merged = Date.parse(change?.['closed_at'] ?? '');
    expect(merged).toBeLessThan(begin);
    const between = rows.changes.filter(
      (other) =>
        other['service'] === change?.['service'] &&
        Date.parse(other['closed_at'] ?? '') > merged &&
        Date.parse(other['closed_at'] ?? '') < begin
    );
    expect(between).toEqual([]);
  }
});

it('loads, has the numbers of the plain definitions, and changes nothing the second time', async () => {
  const bench = await openImportBench();
  try {
    const load = async () => {
      const outputs: string[] = [];
      for (const { kind, path } of data.files) {
        outputs.push((await bench.load(kind, await readFile(path))).out);
      }
      return outputs;
    };
    expect(await load()).toEqual(
      data.files.map(({ kind }) => `${kind}: ${rows[kind].length} inserted, 0 updated, 0 unchanged.`)
    );
    await expectNumbers(bench.database.client);
    expect(await load()).toEqual(
      data.files.map(({ kind }) => `${kind}: 0 inserted, 0 updated, ${rows[kind].length} unchanged.`)
    );
  } finally {
    await bench.close();
  }
});

/** Of the last 90 days, as the README prints them. */
async function expectNumbers(client: ClientBase): Promise<void> {
  const records = await plainRecordsOf(client);
  const toMs = data.endMs + 1000;
  const fromMs = toMs - 90 * DAY_MS;
  const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString()) as [string, string];
  const counted: Partial<Record<DoraMetric, number>> = {};
  for (const metric of DORA_METRICS) {
    const plain = bruteForce(metric, records, fromMs, toMs);
    const { value, sample } = await total(clientReader(client), { metric, from, to });
    expect([metric, value]).toEqual([metric, plain.value === null ? null : expect.closeTo(plain.value, 6)]);
    expect([metric, sample.n]).toEqual([metric, plain.n]);
    counted[metric] = sample.n;
  }
  expect(counted).toMatchObject({ deploymentFrequency: 217, leadTime: 217, mttr: 47, changeFailureRate: 0 });
}
