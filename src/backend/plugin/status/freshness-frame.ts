import { TEXT_COLOURS } from '../../../model/colours';
import type { Frame } from '../../frames/frame';
import type { NewestRecords } from '../../metrics/status/freshness';
import type { JobStatus } from '../../metrics/status/job-status';
import type { Silences } from '../../metrics/freshness/silence';
import { silenceWords } from '../frame-parts/silence';
import { colouredWord } from '../frame-parts/coloured-word';
import { fillingLine, headlineColumn } from '../frame-parts/wall-text';

/** How fresh all the data is, in one row: for a wall, which must say so when it is not. */

export interface Freshness {
  readonly jobs: readonly JobStatus[];
  readonly newest: NewestRecords;
  /** Now. */
  readonly silences: Silences;
  /** What the panel shows of time, in words. */
  readonly range: string;
}

const NO_JOBS = 'no background jobs';

const DESCRIPTION = 'Whether every background job has succeeded lately, and whether records still come.';

export function freshnessFrame({ jobs, newest, silences, range }: Freshness, executedQueryString: string): Frame {
  const text = stateInWords(jobs, silences);
  const config = colouredWord(text, colorOf(jobs, silences), DESCRIPTION);
  const staleJobs = jobs.filter(({ isStale }) => isStale).length;
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
      count('Stale jobs', staleJobs),
      headlineColumn({ text: staleJobs > 0 ? `Data ${text}` : `Data: ${text}`, isAlarm: staleJobs > 0 }, DESCRIPTION),
      {
        name: 'Range',
        type: 'string',
        config: { description: "The panel's time range, and the moment that it ends." },
        values: [fillingLine(range)],
      },
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

/** Which feeds are silent, since when the last of them was heard. */
function silenceInWords(silences: Silences): string | null {
  const silent = Object.values(silences).filter((silence) => silence !== null);
  const [last] = silent.toSorted((a, b) => (b.sinceMs ?? 0) - (a.sinceMs ?? 0));
  if (last === undefined) {
    return null;
  }
  const words = silenceWords(last);
  return silent.length === Object.keys(silences).length
    ? words
    : words.replace('data', silent.map(({ feed }) => feed).join(', '));
}

function colorOf(jobs: readonly JobStatus[], silences: Silences): string {
  if (jobs.some(({ isStale }) => isStale)) {
    return TEXT_COLOURS.bad;
  }
  if (Object.values(silences).some((silence) => silence !== null)) {
    return TEXT_COLOURS.plain;
  }
  return jobs.length === 0 ? TEXT_COLOURS.fair : TEXT_COLOURS.good;
}
