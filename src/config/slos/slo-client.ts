import { keptMonitoringSchema } from '../../model/monitoring';
import type { ServiceMonitoring } from '../../model/monitoring';
import {
  servicesResponseSchema,
  sloDefinitionsResponseSchema,
  sloHistoryResponseSchema,
  sloItemSchema,
} from '../../model/resources';
import type { ServiceItem, SloDefinitionsResponse, SloHistory, SloItem } from '../../model/resources';
import type { SloDefinition } from '../../model/slo';
import { resourceCaller } from '../backend-calls/resource-call';

/**
 * The backend's SLOs as the settings page reaches them: by the data source's uid, since Grafana
 * gives that page no instance. Every call rejects with an `CallFailure`.
 */
export interface SloClient {
  readonly list: () => Promise<SloDefinitionsResponse>;
  readonly services: () => Promise<ServiceItem[]>;
  readonly create: (definition: SloDefinition) => Promise<SloItem>;
  /** `revision` is that of the version the edit was made from. */
  readonly edit: (id: string, revision: string, definition: SloDefinition) => Promise<SloItem>;
  /** Every edit, newest first. */
  readonly history: (id: string) => Promise<SloHistory>;
  /** Says since when the downtime of a service is known. */
  readonly setMonitoring: (monitoring: ServiceMonitoring) => Promise<ServiceMonitoring>;
}

/** @param uid of the data source, as it is stored */
export function sloClient(uid: string): SloClient {
  const call = resourceCaller(uid);
  const one = (id: string) => `slo-definitions/${encodeURIComponent(id)}`;
  return {
    list: () => call({ method: 'GET', path: 'slo-definitions' }, sloDefinitionsResponseSchema),
    services: () => call({ method: 'GET', path: 'services' }, servicesResponseSchema),
    create: (data) => call({ method: 'POST', path: 'slo-definitions', data }, sloItemSchema),
    edit: (id, revision, definition) =>
      call({ method: 'PUT', path: one(id), data: { revision, definition } }, sloItemSchema),
    history: (id) => call({ method: 'GET', path: `${one(id)}/history` }, sloHistoryResponseSchema),
    setMonitoring: (data) => call({ method: 'PUT', path: 'service-monitoring', data }, keptMonitoringSchema),
  };
}
