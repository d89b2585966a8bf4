import { createReadStream } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'csv-parse';

import type { TimeRange } from '../src/backend/metrics/time-range';
import { writeCsv } from './csv-files';
import type { ImportedFile } from './csv-files';

/**
 * The two real data sets of `demo/data` as files that `sre-metrics import` loads. What the rows
 * are and where they come from stands in `demo/data/README.md`.
 */

interface PullRequest {
  readonly service: string;
  readonly pull_request: string;
  readonly first_commit_at: string;
  readonly merged_at: string;
  readonly is_revert: string;
}

interface Downtime {
  readonly service: string;
  readonly started_at: string;
  readonly ended_at: string;
}

export interface RealData {
  /** Files to import, in order. */
  readonly files: readonly ImportedFile[];
  /** The last instant that the data tells of, in ms since the epoch. */
  readonly endMs: number;
}

const DATA = join(__dirname, 'data');

const PULL_REQUEST_TEAM = 'Prometheus';
export const DOWNTIME_TEAM = 'Manticore Search';
/** What the status history covers, and so what availability can be told of. */
export const OUTAGES_RANGE: TimeRange = {
  fromMs: Date.parse('2026-08-11T11:06:25Z'),
  toMs: Date.parse('2026-08-21T23:23:38Z'),
};
/** Tiers are not in the data; a demo needs some of each. */
const CRITICAL: ReadonlySet<string> = new Set(['prometheus', 'alertmanager', 'Catalog Search', 'Manual']);

/** Writes the files into `folder`. */
export async function prepareRealData(folder: string): Promise<RealData> {
  const pullRequests = await read<PullRequest>('merged-pull-requests.csv');
  const downtimes = await read<Downtime>('downtimes.csv');
  const files = [
    await writeCsv(folder, 'services', services(pullRequests, downtimes)),
    await writeCsv(folder, 'changes', pullRequests.map(change)),
    await writeCsv(folder, 'incidents', guessedIncidents(pullRequests)),
    await writeCsv(folder, 'downtimes', downtimes),
  ];
  const ends = [...pullRequests.map(({ merged_at }) => merged_at), ...downtimes.map(({ ended_at }) => ended_at)];
  return { files, endMs: Math.max(...ends.map((end) => Date.parse(end))) };
}

async function read<Row>(file: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of createReadStream(join(DATA, file)).pipe(parse({ columns: true }))) {
    rows.push(row as Row);
  }
  return rows;
}

function services(pullRequests: readonly PullRequest[], downtimes: readonly Downtime[]) {
  const teams = new Map<string, string>();
  pullRequests.forEach(({ service }) => teams.set(service, PULL_REQUEST_TEAM));
  downtimes.forEach(({ service }) => teams.set(service, DOWNTIME_TEAM));
  return [...teams].map(([name, team]) => ({ name, team, tier: CRITICAL.has(name) ? 'critical' : 'standard' }));
}

const externalId = ({ service, pull_request }: PullRequest) => `prometheus/${service}#${pull_request}`;
const url = ({ service, pull_request }: PullRequest) => `https://github.com/prometheus/${service}/pull/${pull_request}`;

function change(pullRequest: PullRequest) {
  const { service, first_commit_at, merged_at, pull_request } = pullRequest;
  return {
    external_id: externalId(pullRequest),
    service,
    title: `Pull request #${pull_request}`,
    deployment_outcome: 'successful',
    created_at: first_commit_at,
    implementation_end_at: merged_at,
    closed_at: merged_at,
    source: 'github',
    url: url(pullRequest),
  };
}

/**
 * A revert repaired something: here a P2 incident, from the revert's first commit to its merge, on
 * the change its service merged last before. That link is a guess, and only a demo may make it.
 */
function guessedIncidents(pullRequests: readonly PullRequest[]) {
  const byMerge = pullRequests.toSorted((a, b) => Date.parse(a.merged_at) - Date.parse(b.merged_at));
  return byMerge
    .filter(({ is_revert }) => is_revert === 'true')
    .map((revert) => {
      const previous = byMerge.findLast(
        ({ service, merged_at }) =>
          service === revert.service && Date.parse(merged_at) < Date.parse(revert.first_commit_at)
      );
      return {
        external_id: `revert:${externalId(revert)}`,
        title: `Reverted by #${revert.pull_request} (guessed link)`,
        priority: 'P2',
        created_at: revert.first_commit_at,
        resolved_at: revert.merged_at,
        url: url(revert),
        changes: previous === undefined ? '' : externalId(previous),
      };
    });
}
