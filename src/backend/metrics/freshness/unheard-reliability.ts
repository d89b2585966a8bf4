import type { AvailabilitySeries } from '../reliability/availability-series';
import type { ServiceReliability } from '../reliability/ranking';
import type { TimeRange } from '../time-range';
import { silenceAt } from './silence';
import type { Hearing } from './silence';

/** Availability rests on the silence of incidents: what nobody recorded counts as up. */

/** The services without an availability, in the order they had. */
export function unheardServices(services: readonly ServiceReliability[]): readonly ServiceReliability[] {
  return services.map((service) => ({ ...service, availabilityPercent: null }));
}

/** The series without points that rest on silence: each as if its bucket were the whole range. */
export function heardAvailability(series: AvailabilitySeries, range: TimeRange, hearing: Hearing): AvailabilitySeries {
  const isSilent = series.buckets.map(
    ({ endMs }) => silenceAt(hearing, 'downtime', Math.min(endMs, range.toMs)) !== null
  );
  const lines = series.lines.map((line) => ({
    ...line,
    points: line.points.map((point, index) => (isSilent[index] === true ? null : point)),
  }));
  return { ...series, lines };
}
