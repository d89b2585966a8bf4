import sql from 'sql-template-tag';

/** Durations as facts have them: exact microseconds, see `aurora/duration-us`. */

/** The duration of `facts as f` in seconds, as a double. */
export const SECONDS = sql`(f.us::float8 / 1e6)`;

/** Whether the duration of `facts as f` counts: one that is missing or negative does not. */
export const IS_COUNTED = sql`f.us >= 0`;

/** Whether it is there and does not count; null where it is missing. */
export const IS_NEGATIVE = sql`f.us < 0`;
