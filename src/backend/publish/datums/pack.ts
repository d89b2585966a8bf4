import type { Datum } from './datum';
import type { SeriesHour } from './hour-datums';
import { wireBytes } from './wire';

/** CloudWatch, PutMetricData: data points of one request. */
export const MOST_DATUMS = 1000;
/** And its length: 1 MB, here before compression, with room for what stands around the data points. */
export const MOST_BYTES = 1_000_000 - 2_000;

/**
 * Spreads data points over as few requests as their order allows. Those of one series in one hour stay
 * together, so that a request which may have arrived can be told from CloudWatch's count of samples;
 * only more than fit into one request are spread over several.
 */
export function packDatums(seriesHours: readonly SeriesHour[]): Datum[][] {
  const requests: Datum[][] = [];
  let request: Datum[] = [];
  let bytes = 0;
  for (const { datums, length } of seriesHours.flatMap(fitting)) {
    if (request.length + datums.length > MOST_DATUMS || bytes + length > MOST_BYTES) {
      requests.push(request);
      request = [];
      bytes = 0;
    }
    request.push(...datums);
    bytes += length;
  }
  return [...requests, request].filter(({ length }) => length > 0);
}

interface Piece {
  readonly datums: readonly Datum[];
  readonly length: number;
}

/** A series in an hour as pieces that each fit into a request: nearly always one. */
function fitting(seriesHour: SeriesHour): Piece[] {
  const pieces: { datums: Datum[]; length: number }[] = [];
  for (const datum of seriesHour) {
    const length = wireBytes(datum);
    const last = pieces.at(-1);
    if (last === undefined || last.datums.length === MOST_DATUMS || last.length + length > MOST_BYTES) {
      pieces.push({ datums: [datum], length });
    } else {
      last.datums.push(datum);
      last.length += length;
    }
  }
  return pieces;
}
