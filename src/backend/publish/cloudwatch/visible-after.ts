import { HOUR_MS } from '../../metrics/hourly/due-hours';

/**
 * How long after it was sent a data point surely shows, by its age when it was sent. PutMetricData:
 * "Data points with time stamps from 24 hours ago or longer can take at least 48 hours to become
 * available for GetMetricData", and between 3 and 24 hours as much as 2 hours. Younger ones show
 * within minutes.
 *
 * @param ageMs from the data point's timestamp to its sending
 */
export function visibleAfterSeconds(ageMs: number): number {
  if (ageMs < 3 * HOUR_MS) {
    return 15 * 60;
  }
  return ageMs < 24 * HOUR_MS ? 2 * 3600 : 48 * 3600;
}
