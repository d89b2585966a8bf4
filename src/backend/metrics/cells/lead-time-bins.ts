import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

/** Parts of all lead times from 0 on, numbered from 1 in the order of their lengths. */
export interface Parts {
  /** The part that a lead time in microseconds is in. */
  readonly of: (us: Sql) => Sql;
  /** The longest lead time of a part in microseconds, a bigint; -1 of part 0. */
  readonly longest: (part: Sql) => Sql;
}

/** The last bin, which has no end: it reaches to the most that a bigint holds. */
export const LAST_BIN = 897;
const MOST_US = sql`9223372036854775807::bigint`;

/** As `stackflow.lead_time_bin` has them: the first second, then 32 while lead times double. */
export const BINS: Parts = {
  of: (us) => sql`stackflow.lead_time_bin(${us})`,
  // In whole numbers, as the bounds of bins are.
  longest: (bin) => sql`case when ${bin} < 1 then -1
      when ${bin} = 1 then 999999
      when ${bin} >= ${LAST_BIN}::int then ${MOST_US}
      else ((31250::bigint * (33 + (${bin} - 2) % 32)) << ((${bin} - 2) / 32)) - 1 end`,
};

/** The first second, then those in which lead times double: 32 bins each. */
export const OCTAVES: Parts = {
  of: (us) => octaveOf(BINS.of(us)),
  longest: (octave) => BINS.longest(sql`(32 * (${octave} - 1) + 1)`),
};

/** The octave of a bin from 1 on. */
export function octaveOf(bin: Sql): Sql {
  return sql`(${bin} + 62) / 32`;
}
