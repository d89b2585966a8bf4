import type { Reader } from '../../src/backend/aurora/reader';
import { chooseBucketing } from '../../src/backend/metrics/buckets';
import { availabilitySeries } from '../../src/backend/metrics/reliability/availability-series';
import { servicesDownAtEnd } from '../../src/backend/metrics/reliability/down-at-end';
import { topOutages } from '../../src/backend/metrics/reliability/outages';
import { reliabilityRanking } from '../../src/backend/metrics/reliability/ranking';
import type { Scope } from '../../src/backend/metrics/scope';
import type { Bucket } from '../../src/model/query-fields';

const EVERYTHING: Scope = { services: [], teams: [], tiers: [] };
const NEVER = new AbortController().signal;

export interface ReliabilityAsk {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly scope?: Partial<Scope>;
  /** Default: no limit worth the name. */
  readonly limit?: number;
}

const MANY = 1_000_000;

function read({ from, to, scope }: ReliabilityAsk) {
  return { scope: { ...EVERYTHING, ...scope }, range: { fromMs: Date.parse(from), toMs: Date.parse(to) } };
}

/** Services from least to most reliable. */
export async function ranking(reader: Reader, ask: ReliabilityAsk) {
  return await reliabilityRanking(reader, { ...read(ask), limit: ask.limit ?? MANY }, NEVER);
}

/** Services that are down at the range's end. */
export async function downAtEnd(reader: Reader, ask: ReliabilityAsk) {
  return await servicesDownAtEnd(reader, { ...read(ask), limit: ask.limit ?? MANY }, NEVER);
}

/** The most impactful outages. */
export async function outages(reader: Reader, ask: ReliabilityAsk) {
  return await topOutages(reader, { ...read(ask), limit: ask.limit ?? MANY }, NEVER);
}

export interface AvailabilityAsk extends ReliabilityAsk {
  readonly bucket: Bucket;
  /** Default UTC. */
  readonly zone?: string;
  readonly rowLimit?: number;
}

/** Availability in each bucket. */
export async function availabilityOverTime(reader: Reader, ask: AvailabilityAsk) {
  const request = read(ask);
  const bucketing = chooseBucketing(
    { bucket: ask.bucket, zone: ask.zone ?? 'UTC', intervalMs: 3600_000 },
    request.range
  );
  return await availabilitySeries(reader, { ...request, bucketing, rowLimit: ask.rowLimit ?? MANY }, NEVER);
}
