import type { BackendSrvRequest } from '@grafana/runtime';

import type {
  BlockedChange,
  GateDecisionsResponse,
  GateOverride,
  OverrideRequest,
  ReleaseRequest,
} from '../../src/model/gate';
import type { ServiceItem, Writable } from '../../src/model/resources';
import { FailedAnswer, setServer } from './grafana-server';
import type { GrafanaServer } from './grafana-server';

/** The backend's resource calls for the change gate, on what is kept in memory. */
export interface GateBackend extends GrafanaServer {
  decisions: GateDecisionsResponse;
  blocked: BlockedChange[];
  overrides: GateOverride[];
  services: ServiceItem[];
  /** Why the caller may not write, null where it may. */
  refusal: string | null;
  /** How every call fails, null while none does. */
  outage: FailedAnswer | null;
  /** How every write fails, null while none does. */
  writeFailure: FailedAnswer | null;
}

const PREFIX = '/api/datasources/uid/sre/resources/';

export const GATED: GateDecisionsResponse['gated'][number] = {
  service: 'checkout',
  team: 'shop',
  slo: 'availability',
  targetPercent: 99.9,
  windowDays: 30,
  budgetMinutes: 43.2,
  usedMinutes: 60,
  since: '2026-08-20T09:30:00Z',
  overrideUntil: null,
  held: 1,
};

export const BLOCKED: BlockedChange = {
  id: '7',
  change: 'New basket',
  url: 'https://changes.example.com/7',
  service: 'checkout',
  team: 'shop',
  heldAt: '2026-08-20T10:00:00Z',
  goesBackTo: 'draft',
  wanted: 'scheduled',
  reason: 'The error budget of availability is used up.',
};

export const OVERRIDE: GateOverride = {
  id: '3',
  service: 'checkout',
  reason: 'A fix that must go out',
  createdBy: 'alice',
  createdAt: '2026-08-20T11:00:00Z',
  until: '2026-08-20T15:00:00Z',
  endedAt: null,
  endedBy: null,
  state: 'active',
};

export function setGateBackend(): GateBackend {
  const server = setServer((request) => backend.outage ?? answer(backend, request));
  const backend: GateBackend = {
    ...server,
    decisions: { gated: [GATED], enforced: true, policy: 'open' },
    blocked: [BLOCKED],
    overrides: [OVERRIDE],
    services: [
      { name: 'checkout', team: 'shop', tier: 'critical', retired: false, monitoredSince: null },
      { name: 'fax', team: null, tier: 'standard', retired: true, monitoredSince: null },
    ],
    refusal: null,
    outage: null,
    writeFailure: null,
  };
  return backend;
}

function answer(backend: GateBackend, { method = 'GET', url, data }: BackendSrvRequest): unknown {
  const [resource, id = '', part] = url.slice(url.startsWith(PREFIX) ? PREFIX.length : url.length).split('/');
  const writable: Writable = backend.refusal === null ? { allowed: true } : { allowed: false, reason: backend.refusal };
  if (method === 'POST' && backend.writeFailure !== null) {
    return backend.writeFailure;
  }
  switch (`${method} ${resource}`) {
    case 'GET services':
      return backend.services;
    case 'GET gate-decisions':
      return backend.decisions;
    case 'GET gate-blocked':
      return { blocked: backend.blocked, writable };
    case 'GET gate-overrides':
      return { overrides: backend.overrides, writable };
    case 'POST gate-overrides':
      return part === 'end' ? end(backend, id) : add(backend, data as OverrideRequest);
    case 'POST gate-release':
      return release(backend, id, data as ReleaseRequest);
    default:
      return new FailedAnswer(404, { message: `There is no ${method} ${url}.` });
  }
}

function add(backend: GateBackend, request: OverrideRequest): GateOverride {
  const { service, reason } = request;
  const override = { ...OVERRIDE, service, reason, id: String(backend.overrides.length + 10), createdBy: 'bob' };
  backend.overrides = [override, ...backend.overrides];
  return override;
}

function end(backend: GateBackend, id: string): unknown {
  const ended = { state: 'ended', endedAt: '2026-08-20T12:00:00Z', endedBy: 'bob' } as const;
  backend.overrides = backend.overrides.map((one) => (one.id === id ? { ...one, ...ended } : one));
  return backend.overrides.find((one) => one.id === id);
}

function release(backend: GateBackend, id: string, { reason }: ReleaseRequest): unknown {
  const released = backend.blocked.find((one) => one.id === id);
  backend.blocked = backend.blocked.filter((one) => one.id !== id);
  return released === undefined || reason === ''
    ? new FailedAnswer(409, { message: 'No longer held.' })
    : { id, state: released.goesBackTo };
}
