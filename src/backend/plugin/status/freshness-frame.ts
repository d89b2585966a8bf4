import type { Frame } from '../../frames/frame';
import type { NewestRecords } from '../../metrics/status/freshness';
import type { JobStatus } from '../../metrics/status/job-status';
import { colouredWord } from '../frame-parts/coloured-word';

/** How fresh all the data is, in one row: for a wall, which must say so when it is not. */

export interface Freshness {
  readonly jobs: readonly JobStatus[];
  readonly newest: NewestRecords;
}

const NO_JOBS = 'no background jobs';

export function freshnessFrame({ jobs, newest }: Freshness, executedQueryString: string): Frame {
  const text = stateInWords(jobs);
  const config = colouredWord(text, colorOf(jobs), 'Whether every background job has succeeded lately.');
  const count = (name: string, value: number) =>
    ({ name, type: 'integer', config: { unit: 'none', decimals: 0 }, values: [value] }) as const;
  return {
    name: 'Freshness',
    columns: [
      { name: 'State', type: 'string', config, values: [text] },
      { name: 'As of', type: 'time', valuesMs: [newest.asOfMs] },
      { name: 'Newest deployment', type: 'optionalTime', valuesMs: [newest.deploymentMs] },
      { name: 'Newest incident', type: 'optionalTime', valuesMs: [newest.incidentMs] },
      count('Jobs', jobs.length),
      count('Stale jobs', jobs.filter(({ isStale }) => isStale).length),
    ],
    meta: { type: 'table', executedQueryString },
  };
}

function stateInWords(jobs: readonly JobStatus[]): string {
  const stale = jobs.filter(({ isStale }) => isStale).map(({ job }) => job);
  if (stale.length > 0) {
    return `stale: ${stale.join(', ')}`;
  }
  return jobs.length === 0 ? NO_JOBS : 'fresh';
}

function colorOf(jobs: readonly JobStatus[]): string {
  if (jobs.some(({ isStale }) => isStale)) {
    return 'red';
  }
  return jobs.length === 0 ? 'blue' : 'green';
}
