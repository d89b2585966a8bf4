import { TEXT_COLOURS } from '../../../model/colours';
import type { Frame } from '../../frames/frame';
import type { NewestRecords } from '../../metrics/status/freshness';
import type { JobStatus } from '../../metrics/status/job-status';
import type { Silences } from '../../metrics/freshness/silence';
import { silenceWords } from '../frame-parts/silence';
import { colouredWord } from '../frame-parts/coloured-word';

/** How fresh all the data is, in one row: for a wall, which must say so when it is not. */

export interface Freshness {
  readonly jobs: readonly JobStatus[];
  readonly newest: NewestRecords;
  /** Now. */
  readonly silences: Silences;
}

const NO_JOBS = 'no background jobs';

export function freshnessFrame({ jobs, newest, silences }: Freshness, executedQueryString: string): Frame {
  const text = stateInWords(jobs, silences);
  const config = colouredWord(
    text,
    colorOf(jobs, silences),
    'Whether every background job has succeeded lately, and whether records still come.'
  );
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

function stateInWords(jobs: readonly JobStatus[], silences: Silences): string {
  const stale = jobs.filter(({ isStale }) => isStale).map(({ job }) => job);
  if (stale.length > 0) {
    return `stale: ${stale.join(', ')}`;
  }
  return silenceInWords(silences) ?? (jobs.length === 0 ? NO_JOBS : 'fresh');
}

/** Of both feeds together where both are silent, since when the last of them was. */
function silenceInWords({ changes, incidents }: Silences): string | null {
  if (changes !== null && incidents !== null) {
    return silenceWords((changes.sinceMs ?? 0) > (incidents.sinceMs ?? 0) ? changes : incidents);
  }
  const silence = changes ?? incidents;
  return silence === null ? null : silenceWords(silence).replace('data', silence.feed);
}

function colorOf(jobs: readonly JobStatus[], { changes, incidents }: Silences): string {
  if (jobs.some(({ isStale }) => isStale)) {
    return TEXT_COLOURS.bad;
  }
  if (changes !== null || incidents !== null) {
    return TEXT_COLOURS.plain;
  }
  return jobs.length === 0 ? TEXT_COLOURS.fair : TEXT_COLOURS.good;
}
