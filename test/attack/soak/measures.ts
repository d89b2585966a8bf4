import { readdir, readlink } from 'node:fs/promises';

import type { Client } from 'pg';

import { residentBytes } from '../../support/resident-bytes';

/** What must not grow without bounds. */
export interface Measure {
  readonly name: string;
  /** Null where it cannot be told now, as of a worker that is being started. */
  readonly take: () => Promise<number | null>;
  readonly unit: 'MiB' | '';
  /** More than this at any time is a failure. */
  readonly mostEver: number;
  /** More than this at the end than at the start is a failure. */
  readonly mostGrowth: number;
}

export interface Course {
  readonly measure: Measure;
  start: number | null;
  peak: number;
  end: number | null;
}

export const memoryOf = (processId: () => number | null) => async (): Promise<number | null> => {
  const id = processId();
  const bytes = id === null ? 0 : await residentBytes(id).catch(() => 0);
  return bytes === 0 ? null : Math.round(bytes / 2 ** 20);
};

/** Sockets that a process has open, those that listen included; null where this machine does not tell (it is no Linux). */
export const socketsOf = (processId: () => number | null) => async (): Promise<number | null> => {
  const folder = `/proc/${processId() ?? 0}/fd`;
  const names = await readdir(folder).catch(() => null);
  if (names === null) {
    return null;
  }
  const links = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return links.filter((link) => link.startsWith('socket:')).length;
};

/** Sessions in a database, that of the client left out. */
export const sessionsOf = (client: Client) => async (): Promise<number> => {
  const { rows } = await client.query<{ sessions: number }>(
    `select count(*)::integer as sessions from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`
  );
  return rows[0]?.sessions ?? 0;
};

/** Follows measures from now on. */
export class Courses {
  readonly courses: readonly Course[];

  constructor(measures: readonly Measure[]) {
    this.courses = measures.map((measure) => ({ measure, start: null, peak: 0, end: null }));
  }

  async look(): Promise<void> {
    for (const course of this.courses) {
      const value = await course.measure.take();
      if (value !== null) {
        course.start ??= value;
        course.peak = Math.max(course.peak, value);
        course.end = value;
      }
    }
  }

  /** A sentence for each that grew past its bound. */
  complaints(): readonly string[] {
    return this.courses.flatMap(({ measure, start, peak, end }) => {
      const { name, unit, mostEver, mostGrowth } = measure;
      const grown = (end ?? 0) - (start ?? 0);
      return [
        ...(peak > mostEver ? [`${name}: ${peak} ${unit} at its peak; ${mostEver} is the bound.`] : []),
        ...(grown > mostGrowth ? [`${name}: grown by ${grown} ${unit}; ${mostGrowth} is the bound.`] : []),
      ];
    });
  }
}
