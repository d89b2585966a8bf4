import {
  addedOverrideSchema,
  endedOverrideSchema,
  gateBlockedResponseSchema,
  gateDecisionsResponseSchema,
  gateOverridesResponseSchema,
  releasedSchema,
} from '../../model/gate';
import type {
  GateBlockedResponse,
  GateDecisionsResponse,
  GateOverridesResponse,
  OverrideRequest,
  ReleaseRequest,
} from '../../model/gate';
import { servicesResponseSchema } from '../../model/resources';
import type { ServiceItem } from '../../model/resources';
import { resourceCaller } from '../backend-calls/resource-call';

/** All that the settings page shows of the change gate. */
export interface GateOverview {
  readonly decisions: GateDecisionsResponse;
  readonly blocked: GateBlockedResponse;
  readonly overrides: GateOverridesResponse;
}

/** The backend's change gate as the settings page reaches it. Every call rejects with an `CallFailure`. */
export interface GateClient {
  readonly overview: () => Promise<GateOverview>;
  readonly services: () => Promise<ServiceItem[]>;
  readonly add: (request: OverrideRequest) => Promise<unknown>;
  readonly end: (id: string) => Promise<unknown>;
  readonly release: (changeId: string, request: ReleaseRequest) => Promise<unknown>;
}

/** @param uid of the data source, as it is stored */
export function gateClient(uid: string): GateClient {
  const call = resourceCaller(uid);
  return {
    overview: async () => {
      const [decisions, blocked, overrides] = await Promise.all([
        call({ method: 'GET', path: 'gate-decisions' }, gateDecisionsResponseSchema),
        call({ method: 'GET', path: 'gate-blocked' }, gateBlockedResponseSchema),
        call({ method: 'GET', path: 'gate-overrides' }, gateOverridesResponseSchema),
      ]);
      return { decisions, blocked, overrides };
    },
    services: () => call({ method: 'GET', path: 'services' }, servicesResponseSchema),
    add: (data) => call({ method: 'POST', path: 'gate-overrides', data }, addedOverrideSchema),
    end: (id) => call({ method: 'POST', path: `gate-overrides/${encodeURIComponent(id)}/end` }, endedOverrideSchema),
    release: (changeId, data) =>
      call({ method: 'POST', path: `gate-release/${encodeURIComponent(changeId)}`, data }, releasedSchema),
  };
}
