import type { ClientBase } from 'pg';

/** The time zones of the database from 1970 to 2040, as the offsets that their clocks had. */

/** A moment from which on clocks differ from UTC by an offset; times are milliseconds. */
export interface Turn {
  readonly atMs: number;
  readonly offsetMs: number;
}

export interface Zone {
  readonly name: string;
  /** In order; the first is where the time begins that is looked at. */
  readonly turns: readonly Turn[];
}

const FIRST = '1969-06-01';
const LAST = '2040-12-31';

interface TurnRow {
  readonly zone: string;
  readonly at_ms: number;
  readonly offset_ms: number;
}

/**
 * Every zone, one of each that never differ: a look at every fortnight, and between two that differ the
 * search for the second at which they begin to.
 */
export async function readZones(client: ClientBase): Promise<readonly Zone[]> {
  const { rows } = await client.query<TurnRow>(
    `with recursive fortnights as materialized (
       select n.name as zone, d.at, (d.at at time zone n.name) - (d.at at time zone 'UTC') as difference
       from (select name from pg_timezone_names where name !~ '^(posix|right)/') as n
       cross join generate_series($1::timestamptz, $2::timestamptz, interval '14 days') as d (at)
     ),
     turned as (
       select d.*
       from (select d.*, lag(d.difference) over (partition by d.zone order by d.at) as before from fortnights as d) as d
       where d.before is distinct from d.difference
     ),
     search as (
       select t.zone, t.at - interval '14 days' as low, t.at as high, t.before, t.difference, 0 as step
       from turned as t
       where t.before is not null
       union all
       select s.zone, case when m.is_before then m.middle else s.low end, case when m.is_before then s.high else m.middle end,
         s.before, s.difference, s.step + 1
       from search as s
       cross join lateral (select date_trunc('second', s.low + (s.high - s.low) / 2) as middle) as h
       cross join lateral (
         select h.middle, (h.middle at time zone s.zone) - (h.middle at time zone 'UTC') = s.before as is_before
       ) as m
       where s.high - s.low > interval '1 second'
     )
     select f.zone, extract(epoch from f.at)::float8 * 1000 as at_ms,
       extract(epoch from f.difference)::float8 * 1000 as offset_ms
     from (
       select t.zone, t.at, t.difference from turned as t where t.before is null
       union all
       select s.zone, s.high, s.difference from search as s where s.high - s.low <= interval '1 second'
     ) as f
     order by f.zone, f.at`,
    [FIRST, LAST]
  );
  const zones = new Map<string, Turn[]>();
  for (const { zone, at_ms: atMs, offset_ms: offsetMs } of rows) {
    zones.set(zone, [...(zones.get(zone) ?? []), { atMs, offsetMs }]);
  }
  const distinct = new Map([...zones].map(([name, turns]) => [JSON.stringify(turns), { name, turns }]));
  return [...distinct.values()];
}

/** The first instant at which clocks show a time in `[localMs, untilMs)`, as if it were UTC; null where none is. */
export function firstInstant({ turns }: Zone, localMs: number, untilMs: number): number | null {
  for (const [index, { atMs, offsetMs }] of turns.entries()) {
    const first = Math.max(atMs, localMs - offsetMs);
    if (first < Math.min(turns[index + 1]?.atMs ?? Infinity, untilMs - offsetMs)) {
      return first;
    }
  }
  return null;
}

/** Of all turns of one kind, the same to the same at the same local time, the last; and some other moment. */
export function noteworthy({ turns }: Zone): readonly number[] {
  const kinds = new Map<string, number>();
  for (const [index, { atMs, offsetMs }] of turns.entries()) {
    const before = turns[index - 1];
    if (before !== undefined && atMs >= 0) {
      const kind = `${before.offsetMs} ${offsetMs} ${(atMs + before.offsetMs) % 86_400_000}`;
      kinds.set(kind, atMs);
    }
  }
  return [...kinds.values(), Date.UTC(2026, 5, 15, 12)];
}
