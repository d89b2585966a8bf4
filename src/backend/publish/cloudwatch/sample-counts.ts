import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';

import { Failure } from '../../../model/failure';
import { HOUR_MS } from '../../metrics/hourly/due-hours';
import { seriesHourKey } from '../datums/datum';
import type { Datum } from '../datums/datum';

/** CloudWatch, GetMetricData: queries of one request. */
const MOST_QUERIES = 500;

/**
 * How many samples CloudWatch has of each series in each hour that the data points name, by
 * `seriesHourKey`; one it has nothing of is absent.
 *
 * @throws Failure where CloudWatch cannot answer for one of them; what the SDK throws
 */
export async function sampleCounts(
  client: CloudWatchClient,
  namespace: string,
  datums: readonly Datum[],
  signal: AbortSignal
): Promise<ReadonlyMap<string, number>> {
  const series = [...new Map(datums.map((datum) => [seriesKey(datum), datum])).values()];
  const hours = datums.map(({ hourMs }) => hourMs);
  const range = { StartTime: new Date(Math.min(...hours)), EndTime: new Date(Math.max(...hours) + HOUR_MS) };
  const counts = new Map<string, number>();
  for (let start = 0; start < series.length; start += MOST_QUERIES) {
    const chunk = series.slice(start, start + MOST_QUERIES);
    const queries = chunk.map((datum, index) => queryOf(datum, namespace, index));
    const complete = new Set<string>();
    let token: string | undefined;
    do {
      const command = new GetMetricDataCommand({
        ...range,
        MetricDataQueries: queries,
        ...(token && { NextToken: token }),
      });
      const answer = await client.send(command, { abortSignal: signal });
      answer.MetricDataResults?.forEach((result) => {
        addCounts(counts, result, chunk);
        noteStatus(complete, result);
      });
      token = answer.NextToken;
    } while (token !== undefined);
    if (complete.size < chunk.length) {
      throw incomplete(namespace, chunk.length - complete.size);
    }
  }
  return counts;
}

/** A page may be one of several: the last says how it ended. */
function noteStatus(complete: Set<string>, { Id = '', StatusCode }: MetricDataResult): void {
  if (StatusCode === 'Complete') {
    complete.add(Id);
  } else {
    complete.delete(Id);
  }
}

/** What is missing from such an answer may be there all the same. */
function incomplete(namespace: string, series: number): Failure {
  return new Failure({
    status: 502,
    source: 'downstream',
    message: `CloudWatch could not say in full what it has of ${series} series of ${namespace}.`,
    advice: 'A later run asks again; until then nothing of them is sent again.',
  });
}

function seriesKey({ metric, dimensions }: Datum): string {
  return JSON.stringify([metric, dimensions]);
}

function queryOf({ metric, dimensions }: Datum, namespace: string, index: number): MetricDataQuery {
  return {
    Id: `q${index}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
      },
      Period: HOUR_MS / 1000,
      Stat: 'SampleCount',
    },
  };
}

function addCounts(
  counts: Map<string, number>,
  { Id, Timestamps, Values }: MetricDataResult,
  chunk: readonly Datum[]
): void {
  const datum = chunk[Number(Id?.slice(1))];
  Timestamps?.forEach((timestamp, index) => {
    if (datum !== undefined) {
      counts.set(seriesHourKey({ ...datum, hourMs: timestamp.getTime() }), Values?.[index] ?? 0);
    }
  });
}
