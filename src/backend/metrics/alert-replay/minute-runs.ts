import type { DowntimeClock, Microseconds } from './downtime-clock';

export const MINUTE_US = 60_000_000;

/** Minutes at which something held, `from` to `to`, both included, in whole minutes since 1970. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** What is looked at: the downtime of stretches of a length, and whether so much is enough. */
export interface Threshold {
  readonly lengthUs: Microseconds;
  /**
   * By how much downtime there is in how much of the stretch that is measured. Once it holds, it holds for more downtime
   * too; how much is enough is a share of what is measured, or always the same.
   */
  readonly isOver: (downtimeUs: Microseconds, measuredUs: Microseconds) => boolean;
}

/**
 * At which minutes of a stretch the downtime was over the threshold. Between two bends the downtime is a straight line,
 * so that the few minutes at which it passes the threshold are looked for, and the others are known.
 *
 * @param minutes both included
 * @returns in order, none touching another
 */
export function runsOver(clock: DowntimeClock, { lengthUs, isOver }: Threshold, minutes: Run): Run[] {
  if (minutes.to < minutes.from) {
    return [];
  }
  const holdsAt = (minute: number) => {
    const [atUs, measuredUs] = [minute * MINUTE_US, clock.measured(lengthUs, minute * MINUTE_US)];
    return measuredUs > 0 && isOver(clock.downtimeIn(lengthUs, atUs), measuredUs);
  };
  const firsts = clock.bends(lengthUs).map((us) => Math.ceil(us / MINUTE_US));
  const inside = firsts.filter((minute) => minute > minutes.from && minute <= minutes.to);
  const starts = [...new Set([minutes.from, ...inside])].sort((a, b) => a - b);
  const runs = starts.flatMap((from, index) =>
    runOnLine({ from, to: (starts[index + 1] ?? minutes.to + 1) - 1 }, holdsAt)
  );
  return united(runs);
}

/** The minutes on one straight line: all, none, those up to one of them, or those from one on. */
function runOnLine({ from, to }: Run, holdsAt: (minute: number) => boolean): Run[] {
  const [holdsFirst, holdsLast] = [holdsAt(from), holdsAt(to)];
  if (holdsFirst === holdsLast) {
    return holdsFirst ? [{ from, to }] : [];
  }
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (holdsAt(middle) === holdsFirst) {
      before = middle;
    } else {
      after = middle;
    }
  }
  return holdsFirst ? [{ from, to: before }] : [{ from: after, to }];
}

/** Runs as few as they can be, in order. */
export function united(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of runs.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && run.from <= last.to + 1) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, run.to) };
    } else {
      result.push(run);
    }
  }
  return result;
}

/** The minutes that are in both; each is in order. */
export function common(one: readonly Run[], other: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (let [i, k] = [0, 0]; i < one.length && k < other.length;) {
    const [a, b] = [one[i], other[k]];
    if (a === undefined || b === undefined) {
      break;
    }
    const both = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
    if (both.from <= both.to) {
      result.push(both);
    }
    if (a.to < b.to) {
      i += 1;
    } else {
      k += 1;
    }
  }
  return result;
}

/** The minutes of the first that are not in the second; each is in order. */
export function without(one: readonly Run[], other: readonly Run[]): Run[] {
  const gaps: Run[] = [];
  let from = -Infinity;
  for (const run of other) {
    gaps.push({ from, to: run.from - 1 });
    from = run.to + 1;
  }
  return common(one, [...gaps, { from, to: Infinity }]);
}
