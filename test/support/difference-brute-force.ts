import type { PlainChange, PlainIncident, PlainRecords } from './brute-force';
import { deployedAt, failed, isSevere } from './brute-force';

/**
 * The parts of a change by `docs/metrics.md`, the slow and plain way: a percentile's by walking along the stretch that it
 * went, and splitting at each step the share of records that lie beyond.
 */

/** A record with the services it belongs to; none is one of its own. */
interface PlainRecord {
  readonly services: readonly string[];
  readonly amount: number;
}

export type PlainDifferenceMetric = 'changeFailureRate' | 'leadTime' | 'mttr';

/** What a metric counts in `[fromMs, toMs)`. */
export function recordsOf(
  metric: PlainDifferenceMetric,
  records: PlainRecords,
  fromMs: number,
  toMs: number
): readonly PlainRecord[] {
  const within = (ms: number) => ms >= fromMs && ms < toMs;
  const deployments = records.changes.filter((one) => one.type === 'deployment' && within(deployedAt(one)));
  switch (metric) {
    case 'changeFailureRate':
      return deployments.map((one) => ({ services: [one.service], amount: failed(one, records) ? 100 : 0 }));
    case 'leadTime':
      return deployments
        .filter((one) => !failed(one, records))
        .map((one) => ({ services: [one.service], amount: (one.closedAtMs - one.createdAtMs) / 1000 }))
        .filter(({ amount }) => amount >= 0);
    case 'mttr':
      return records.incidents
        .filter((one) => isSevere(one) && one.resolvedAtMs !== null && within(one.resolvedAtMs))
        .map((one) => ({
          services: servicesOf(one, records.changes),
          amount: ((one.resolvedAtMs ?? NaN) - one.createdAtMs) / 1000,
        }))
        .filter(({ amount }) => amount >= 0);
  }
}

function servicesOf(incident: PlainIncident, changes: readonly PlainChange[]): string[] {
  const linked = [...incident.changes, ...incident.fixes];
  const touched = changes.filter(({ key }) => linked.includes(key)).map(({ service }) => service);
  return touched.length === 0 ? ['(no service)'] : [...new Set(touched)];
}

export interface PlainPart {
  within: number;
  mix: number;
}

type Parts = Map<string, PlainPart>;

/** The parts of the change of the mean. */
export function partsOfMean(then: readonly PlainRecord[], now: readonly PlainRecord[]): Parts {
  const names = new Set([...then, ...now].flatMap(({ services }) => services));
  const [before, after] = [wholeOf(then), wholeOf(now)];
  return new Map(
    [...names].map((name) => {
      const [old, fresh] = [portionOf(then, name), portionOf(now, name)];
      const r0 = old.weight > 0 ? old.mean : fresh.mean;
      const r1 = fresh.weight > 0 ? fresh.mean : old.mean;
      const [w0, w1] = [old.weight / before.n, fresh.weight / after.n];
      const middle = (before.mean + after.mean) / 2;
      return [name, { within: ((w0 + w1) / 2) * (r1 - r0), mix: (w1 - w0) * ((r0 + r1) / 2 - middle) }];
    })
  );
}

function wholeOf(records: readonly PlainRecord[]) {
  return { n: records.length, mean: records.reduce((sum, { amount }) => sum + amount, 0) / records.length };
}

function portionOf(records: readonly PlainRecord[], name: string) {
  const own = records.filter(({ services }) => services.includes(name));
  const weight = own.reduce((sum, { services }) => sum + 1 / services.length, 0);
  const total = own.reduce((sum, { services, amount }) => sum + amount / services.length, 0);
  return { weight, mean: weight === 0 ? 0 : total / weight };
}

/** The parts of the change of a percentile: half of those of the lower value it lies between, half of the upper. */
export function partsOfPercentile(then: readonly PlainRecord[], now: readonly PlainRecord[], share: number): Parts {
  const parts: Parts = new Map();
  for (const isUpper of [false, true]) {
    const [from, to] = [valueAt(then, share, isUpper), valueAt(now, share, isUpper)];
    for (const [name, { within, mix }] of partsAlong(then, now, from, to)) {
      const part = parts.get(name) ?? { within: 0, mix: 0 };
      parts.set(name, { within: part.within + within / 2, mix: part.mix + mix / 2 });
    }
  }
  return parts;
}

/** The lowest amount that at least, or more than, a share of the records do not pass. */
function valueAt(records: readonly PlainRecord[], share: number, isUpper: boolean): number {
  const amounts = records.map(({ amount }) => amount).toSorted((one, other) => one - other);
  const passed = (amount: number) => amounts.filter((one) => one <= amount).length / amounts.length;
  const reached = (part: number) => (isUpper ? part > share + 1e-12 : part >= share - 1e-12);
  return amounts.find((amount) => reached(passed(amount))) ?? NaN;
}

function partsAlong(then: readonly PlainRecord[], now: readonly PlainRecord[], from: number, to: number): Parts {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const stops = [...new Set([...then, ...now].map(({ amount }) => amount))]
    .filter((amount) => amount >= low && amount <= high)
    .toSorted((one, other) => one - other);
  const surfaces: Parts = new Map();
  stops.slice(1).forEach((stop, index) => {
    const start = stops[index] ?? stop;
    const beyond = (records: readonly PlainRecord[]) =>
      records.map((record) => ({ ...record, amount: record.amount > start ? 1 : 0 }));
    for (const [name, { within, mix }] of partsOfMean(beyond(then), beyond(now))) {
      const part = surfaces.get(name) ?? { within: 0, mix: 0 };
      const length = stop - start;
      surfaces.set(name, { within: part.within + within * length, mix: part.mix + mix * length });
    }
  });
  const surface = [...surfaces.values()].reduce((sum, { within, mix }) => sum + within + mix, 0);
  const scale = surface === 0 ? 0 : (to - from) / surface;
  return new Map([...surfaces].map(([name, { within, mix }]) => [name, { within: within * scale, mix: mix * scale }]));
}
