import type { FieldConfig, Frame } from '../frames/frame';
import type { NewestRecords } from '../metrics/status/freshness';
import type { JobStatus } from '../metrics/status/job-status';

/** How fresh all the data is, in one row: for a wall, which must say so when it is not. */

export interface Freshness {
  readonly jobs: readonly JobStatus[];
  readonly newest: NewestRecords;
}

const NO_JOBS = 'no background jobs';

const STATE_CONFIG: FieldConfig = {
  description: 'Whether every background job has succeeded lately.',
  mappings: [
    { type: 'regex', options: { pattern: '^fresh$', result: { color: 'green', index: 0 } } },
    { type: 'regex', options: { pattern: '^stale', result: { color: 'red', index: 1 } } },
    { type: 'regex', options: { pattern: `^${NO_JOBS}$`, result: { color: 'blue', index: 2 } } },
  ],
};

export function freshnessFrame({ jobs, newest }: Freshness, executedQueryString: string): Frame {
  const count = (name: string, value: number) =>
    ({ name, type: 'integer', config: { unit: 'none', decimals: 0 }, values: [value] }) as const;
  return {
    name: 'Freshness',
    columns: [
      { name: 'State', type: 'string', config: STATE_CONFIG, values: [stateInWords(jobs)] },
      { name: 'As of', type: 'time', valuesMs: [newest.asOfMs] },
      { name: 'Newest deployment', type: 'time', valuesMs: [newest.deploymentMs] },
      { name: 'Newest incident', type: 'time', valuesMs: [newest.incidentMs] },
      count('Jobs', jobs.length),
      count('Stale jobs', jobs.filter(({ isStale }) => isStale).length),
    ],
    meta: { type: 'table', executedQueryString, preferredVisualisationType: 'table' },
  };
}

function stateInWords(jobs: readonly JobStatus[]): string {
  const stale = jobs.filter(({ isStale }) => isStale).map(({ job }) => job);
  if (stale.length > 0) {
    return `stale: ${stale.join(', ')}`;
  }
  return jobs.length === 0 ? NO_JOBS : 'fresh';
}
