import type { TimeRange } from '../src/backend/metrics/time-range';
import type { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import { column, frameOf } from '../tooling/decode-frame';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';

/** One row of the demo's ranking: what the backend said, made readable. Nothing is computed here. */
export interface RankedService {
  readonly rank: string;
  readonly service: string;
  readonly availability: string;
  readonly downtime: string;
  readonly incidents: string;
}

/** Asks the backend for services from least to most reliable. */
export async function askRanking(
  plugin: PluginProcess,
  context: PluginContext,
  range: TimeRange,
  teams: readonly string[]
): Promise<readonly RankedService[]> {
  const query = dataQuery('A', { queryType: 'reliability', view: 'ranking', teams: [...teams] }, range);
  const { responses } = await plugin.queryData(context, [query]);
  const frame = frameOf(responses['A']);
  const cells = (name: string) => column(frame, name);
  return cells('Service').map((service, row) => ({
    rank: String(cells('Rank')[row]),
    service: String(service),
    availability: `${Number(cells('Availability')[row]).toFixed(4)} %`,
    downtime: `${Number(cells('Downtime')[row]).toFixed(1)} min`,
    incidents: String(cells('Incidents')[row]),
  }));
}
