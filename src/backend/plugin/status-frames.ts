import type { StatusMeasure } from '../../model/status-query';
import type { Column, FieldConfig, Frame } from '../frames/frame';
import type { JobStatus } from '../metrics/status/job-status';

/** How the status of background jobs becomes frames. Nothing is computed here. */

const CONFIGS: Readonly<Record<StatusMeasure, FieldConfig>> = {
  staleness: {
    unit: 'none',
    decimals: 0,
    min: 0,
    max: 1,
    description: '1 where the job has not succeeded for too long.',
  },
  age: { unit: 's', description: 'Time since the job last succeeded.' },
};

const TITLES: Readonly<Record<StatusMeasure, string>> = { staleness: 'Stale', age: 'Age' };

/** `numeric-wide`: one number for each job, with its name as label; for stat panels and alerts. */
export function statusValueFrame(
  jobs: readonly JobStatus[],
  measure: StatusMeasure,
  executedQueryString: string
): Frame {
  return {
    name: TITLES[measure],
    columns: jobs.map((job) => ({
      name: TITLES[measure],
      type: 'number',
      labels: { job: job.job },
      config: { ...CONFIGS[measure], displayNameFromDS: job.job },
      values: [measure === 'age' ? job.ageSeconds : Number(job.isStale)],
    })),
    meta: { type: 'numeric-wide', typeVersion: [0, 1], executedQueryString },
  };
}

/** One row for each job. */
export function statusTableFrame(jobs: readonly JobStatus[], executedQueryString: string): Frame {
  const text = (name: string, value: (job: JobStatus) => string | null): Column => ({
    name,
    type: 'string',
    values: jobs.map(value),
  });
  const time = (name: string, value: (job: JobStatus) => number | null): Column => ({
    name,
    type: 'time',
    valuesMs: jobs.map(value),
  });
  const seconds = (name: string, value: (job: JobStatus) => number | null, description: string): Column => ({
    name,
    type: 'number',
    config: { unit: 's', description },
    values: jobs.map(value),
  });
  return {
    name: 'Background jobs',
    columns: [
      text('Job', ({ job }) => job),
      text('State', stateInWords),
      time('Last success', ({ lastSucceededMs }) => lastSucceededMs),
      seconds('Age', ({ ageSeconds }) => ageSeconds, 'Time since the last success.'),
      seconds('Stale after', ({ staleAfterSeconds }) => staleAfterSeconds, 'The age from which the job is stale.'),
      time('Last failure', ({ lastFailedMs }) => lastFailedMs),
      text('Last error', ({ lastError }) => lastError),
    ],
    meta: { type: 'table', executedQueryString, preferredVisualisationType: 'table' },
  };
}

function stateInWords({ isStale, lastSucceededMs, lastFailedMs }: JobStatus): string {
  if (lastSucceededMs === null) {
    return 'never succeeded';
  }
  const freshness = isStale ? 'stale' : 'fresh';
  return lastFailedMs !== null && lastFailedMs > lastSucceededMs ? `${freshness}, last run failed` : freshness;
}
