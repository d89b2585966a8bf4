import type { MetricDatum } from '@aws-sdk/client-cloudwatch';

import type { Datum } from './datum';

/** A data point as the SDK takes it. */
export function wireDatum({ hourMs, metric, unit, dimensions, values, counts }: Datum): MetricDatum {
  return {
    MetricName: metric,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
    Timestamp: new Date(hourMs),
    Values: [...values],
    Counts: [...counts],
    Unit: unit,
  };
}

/** Its length in a request, in bytes before compression. The SDK sends JSON; all of it is ASCII. */
export function wireBytes(datum: Datum): number {
  return JSON.stringify(wireDatum(datum)).length + 1;
}
