import { PUBLISHED_KINDS } from '../../model/publishing';
import type { Reader } from '../aurora/reader';
import { hourBudgets } from '../metrics/hourly/hour-budgets';
import { hourValues } from '../metrics/hourly/hour-values';
import type { HourValues } from '../metrics/hourly/hour-values';
import { budgetDatums, doraDatums } from './datums/hour-datums';
import type { SeriesHour } from './datums/hour-datums';
import { packDatums } from './datums/pack';
import type { Datum } from './datums/datum';
import type { PublishDestination } from './destination';
import type { KindHour } from './ledger/hours';

/** One PutMetricData. */
export interface RequestDraft {
  readonly namespace: string;
  readonly datums: readonly Datum[];
}

export interface HoursDraft {
  /** The DORA metrics as they were counted. */
  readonly values: readonly HourValues[];
  readonly requests: readonly RequestDraft[];
}

/**
 * What is to be sent of some hours.
 *
 * @throws Failure as `Reader.run` does
 */
export async function draftHours(
  reader: Reader,
  hours: readonly KindHour[],
  destination: PublishDestination,
  signal: AbortSignal
): Promise<HoursDraft> {
  const [dora = [], changeFailureRate = [], slo = []] = PUBLISHED_KINDS.map((kind) =>
    hours.filter((hour) => hour.kind === kind).map(({ hourMs }) => hourMs)
  );
  const values = [
    ...(await hourValues(reader, 'changeFailureRate', changeFailureRate, signal)),
    ...(await hourValues(reader, 'dora', dora, signal)),
  ];
  const budgets = await hourBudgets(reader, slo, signal);
  const { namespace, sloNamespace, dimensions } = destination;
  return {
    values,
    requests: [
      ...requestsOf(namespace, doraDatums(values, dimensions)),
      ...requestsOf(sloNamespace, budgetDatums(budgets, dimensions)),
    ],
  };
}

function requestsOf(namespace: string, seriesHours: readonly SeriesHour[]): RequestDraft[] {
  const byHour = seriesHours.toSorted(([a], [b]) => (a?.hourMs ?? 0) - (b?.hourMs ?? 0));
  return packDatums(byHour).map((datums) => ({ namespace, datums }));
}
