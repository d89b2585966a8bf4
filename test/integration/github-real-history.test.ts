import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'csv-parse/sync';

import { openFactsBench, pullRequest } from '../support/github/facts';
import type { FactsBench } from '../support/github/facts';

/** The history of five real repositories, derived anew where merging is deploying: nothing of it changes. */

interface Row {
  readonly service: string;
  readonly pull_request: string;
  readonly first_commit_at: string;
  readonly merged_at: string;
}

const HISTORY = parse<Row>(readFileSync(join(__dirname, '../../demo/data/merged-pull-requests.csv')), {
  columns: true,
});
const SERVICES = [...new Set(HISTORY.map(({ service }) => service))];
const iso = (text: string) => new Date(text).toISOString();

let bench: FactsBench;
beforeAll(async () => {
  bench = await openFactsBench();
});
afterAll(() => bench.close());

function factsOf({ service, pull_request: number, first_commit_at: firstCommitAt, merged_at: mergedAt }: Row) {
  const at = new Date(mergedAt);
  return pullRequest({
    repository: { id: 1 + SERVICES.indexOf(service), fullName: `prometheus/${service}` },
    number: Number(number),
    openedAt: new Date(Math.max(new Date(firstCommitAt).getTime(), at.getTime() - 3_600_000)),
    firstCommitAt: new Date(firstCommitAt),
    updatedAt: at,
    readAt: at,
    state: { kind: 'merged', mergedAt: at, mergeCommitSha: `${service} ${number}` },
  });
}

it('is what it was, pull request by pull request', async () => {
  for (const service of SERVICES) {
    await bench.map(service, { repository: `prometheus/${service}`, environments: [] });
  }
  for (let first = 0; first < HISTORY.length; first += 500) {
    await bench.store(...HISTORY.slice(first, first + 500).map(factsOf));
  }
  const rows = await bench.rows(`
    select external_id, created_at, implementation_end_at, closed_at, deployment_outcome, unplanned, state
    from stackflow.change_records`);
  const derived = new Map(rows.map((row) => [row['external_id'], row]));
  expect(derived.size).toBe(HISTORY.length);
  const changed = HISTORY.filter((row) => {
    const end = new Date(iso(row.merged_at));
    const expected = {
      external_id: `prometheus/${row.service}#${row.pull_request}`,
      created_at: new Date(Math.min(new Date(row.first_commit_at).getTime(), end.getTime())),
      ...{ implementation_end_at: end, closed_at: end, deployment_outcome: 'successful' },
      ...{ unplanned: false, state: 'closed' },
    };
    const found = derived.get(expected.external_id);
    // A first commit that is later than the merge: it was opened before.
    return JSON.stringify({ ...found, created_at: null }) !== JSON.stringify({ ...expected, created_at: null });
  });
  expect({ services: SERVICES.length, changed }).toEqual({ services: 5, changed: [] });
  const starts = HISTORY.filter(
    ({ service, pull_request: number, first_commit_at: firstCommitAt, merged_at: mergedAt }) => {
      const found = derived.get(`prometheus/${service}#${number}`)?.['created_at'];
      return (
        iso(firstCommitAt) <= iso(mergedAt) && (!(found instanceof Date) || found.toISOString() !== iso(firstCommitAt))
      );
    }
  );
  expect(starts).toEqual([]);
}, 120_000);
