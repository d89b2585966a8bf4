import { TEXT_COLOURS } from '../../../model/colours';
import type { StatusMeasure } from '../../../model/status-query';
import { colouredFrom, colouredWords } from '../../frames/colours';
import type { FieldConfig, Frame } from '../../frames/frame';
import type { JobStatus } from '../../metrics/status/job-status';
import { columnsOf } from '../frame-parts/table-columns';

/** How the status of background jobs becomes frames. Nothing is computed here. */

const CONFIGS: Readonly<Record<StatusMeasure, FieldConfig>> = {
  staleness: {
    unit: 'none',
    decimals: 0,
    min: 0,
    max: 1,
    description: '1 where the job has not succeeded for too long.',
    ...colouredFrom(TEXT_COLOURS.good, [1e-9, TEXT_COLOURS.bad]),
    ...colouredWords(['0', 'fresh', TEXT_COLOURS.good], ['1', 'stale', TEXT_COLOURS.bad]),
  },
  age: { unit: 's', description: 'Time since the job last succeeded.' },
};

/** A job's state in words, each with its colour. */
const STATE_WORDS = {
  fresh: TEXT_COLOURS.good,
  'fresh, last run failed': TEXT_COLOURS.warning,
  stale: TEXT_COLOURS.bad,
  'stale, last run failed': TEXT_COLOURS.bad,
  'never succeeded': TEXT_COLOURS.bad,
} as const;

const STATE_CONFIG: FieldConfig = {
  description: 'Whether the job has succeeded lately, and how its last run ended.',
  ...colouredWords(...Object.entries(STATE_WORDS).map(([word, color]) => [word, word, color] as const)),
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
  const { text, time, seconds } = columnsOf(jobs);
  return {
    name: 'Background jobs',
    columns: [
      text('Job', ({ job }) => job),
      text('State', stateInWords, STATE_CONFIG),
      time('Last success', ({ lastSucceededMs }) => lastSucceededMs),
      seconds('Age', ({ ageSeconds }) => ageSeconds, 'Time since the last success.'),
      seconds('Stale after', ({ staleAfterSeconds }) => staleAfterSeconds, 'The age from which the job is stale.'),
      time('Last failure', ({ lastFailedMs }) => lastFailedMs),
      text('Last error', ({ lastError }) => lastError),
    ],
    meta: { type: 'table', executedQueryString },
  };
}

function stateInWords({ isStale, lastSucceededMs, lastFailedMs }: JobStatus): keyof typeof STATE_WORDS {
  if (lastSucceededMs === null) {
    return 'never succeeded';
  }
  const freshness = isStale ? 'stale' : 'fresh';
  return lastFailedMs !== null && lastFailedMs > lastSucceededMs ? `${freshness}, last run failed` : freshness;
}
