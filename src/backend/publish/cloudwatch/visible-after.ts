import { HOUR_MS } from '../../metrics/hourly/due-hours';

/**
 * How long after it was sent a data point that does not show was not taken, by its age when it was
 * sent. PutMetricData: "Data points with time stamps from 24 hours ago or longer can take at least 48
 * hours to become available for GetMetricData", and between 3 and 24 hours as much as 2 hours. AWS says
 * no upper bound for the first, nor anything but "minutes" for younger ones: half as much again, twice
 * as much and half an hour are a judgement.
 *
 * @param ageMs from the data point's timestamp to its sending
 */
export function visibleAfterSeconds(ageMs: number): number {
  if (ageMs < 3 * HOUR_MS) {
    return 30 * 60;
  }
  return ageMs < 24 * HOUR_MS ? 4 * 3600 : 72 * 3600;
}
