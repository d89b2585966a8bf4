import { DATASOURCE_UID } from '../alerting/provisioned-rule';
import type { TimeRange } from '../src/backend/metrics/time-range';
import { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import type { DataQuery } from '../src/backend/protocol/generated/pluginv2/backend';
import type { SreQueryInput } from '../src/model/query';
import type { SreJsonData, SreSecureJsonData } from '../src/model/settings';

/** What Grafana sends with a call, for callers that are not Grafana. */

export interface ContextSpec {
  readonly jsonData: Partial<SreJsonData>;
  readonly secureJsonData?: SreSecureJsonData;
  /** When the data source was saved, in ms since the epoch; default 1. */
  readonly lastUpdatedMS?: number;
  /** Grafana's own configuration as it passes it to plugins. */
  readonly grafanaConfig?: Record<string, string>;
  readonly uid?: string;
  /** Who is signed in; default nobody, as where Grafana itself asks. */
  readonly user?: GrafanaUser;
}

/** A user as Grafana describes one to plugins. */
export interface GrafanaUser {
  readonly login: string;
  readonly role: 'Admin' | 'Editor' | 'Viewer' | 'None';
  readonly email?: string;
  readonly name?: string;
}

/** The context of a call for one data source. */
export function pluginContext(spec: ContextSpec): PluginContext {
  return PluginContext.fromPartial({
    orgId: 1n,
    pluginId: 'stackflow-sremetrics-datasource',
    grafanaConfig: spec.grafanaConfig ?? {},
    ...(spec.user && { user: spec.user }),
    dataSourceInstanceSettings: {
      id: 1n,
      uid: spec.uid ?? DATASOURCE_UID,
      name: 'StackFlow SRE Metrics',
      jsonData: Buffer.from(JSON.stringify(spec.jsonData)),
      decryptedSecureJsonData: { ...spec.secureJsonData },
      lastUpdatedMS: BigInt(spec.lastUpdatedMS ?? 1),
    },
  });
}

/** One query of a panel. */
export function dataQuery(refId: string, query: SreQueryInput, range: TimeRange, intervalMS = 3600_000): DataQuery {
  return {
    refId,
    queryType: query.queryType,
    maxDataPoints: 1000n,
    intervalMS: BigInt(intervalMS),
    timeRange: { fromEpochMS: BigInt(range.fromMs), toEpochMS: BigInt(range.toMs) },
    json: Buffer.from(JSON.stringify(query)),
  };
}
