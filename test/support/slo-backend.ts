import type { BackendSrvRequest } from '@grafana/runtime';

import type { ServiceItem, SloHistory, SloItem } from '../../src/model/resources';
import { parseSloDefinition } from '../../src/model/slo';
import type { SloDefinition } from '../../src/model/slo';
import { FailedAnswer, setServer } from './grafana-server';
import type { GrafanaServer } from './grafana-server';

/** The backend's resource calls for SLOs, on SLOs that are kept in memory and may be changed behind the page's back. */
export interface SloBackend extends GrafanaServer {
  slos: SloItem[];
  services: ServiceItem[];
  history: SloHistory;
  /** Why the caller may not write, null where it may. */
  refusal: string | null;
  /** How every call fails, null while none does. */
  outage: FailedAnswer | null;
  /** Somebody else's edit. */
  edit(id: string, change: Partial<SloDefinition>): void;
}

const PREFIX = '/api/datasources/uid/sre/resources/';

export function setSloBackend(definitions: readonly SloDefinition[] = []): SloBackend {
  const server = setServer((request) => backend.outage ?? answer(backend, request));
  const backend: SloBackend = {
    ...server,
    slos: definitions.map((definition, index) => sloItem(String(index + 1), definition)),
    services: [
      { name: 'checkout', team: 'shop', tier: 'critical', retired: false },
      { name: 'search', team: null, tier: 'standard', retired: false },
      { name: 'fax', team: null, tier: 'standard', retired: true },
    ],
    history: [],
    refusal: null,
    outage: null,
    edit(id, change) {
      backend.slos = backend.slos.map((slo) => (slo.id === id ? edited(slo, { ...slo.definition, ...change }) : slo));
    },
  };
  return backend;
}

export function sloItem(id: string, definition: SloDefinition): SloItem {
  return { id, revision: '1', definition, team: 'shop', updatedAt: '2026-08-20T09:30:00Z', updatedBy: 'alice' };
}

const edited = (slo: SloItem, definition: SloDefinition): SloItem => ({
  ...slo,
  definition,
  revision: `${slo.revision}+`,
});

function answer(backend: SloBackend, { method = 'GET', url, data }: BackendSrvRequest): unknown {
  const [resource, id, part] = url.slice(url.startsWith(PREFIX) ? PREFIX.length : url.length).split('/');
  if (method === 'GET' && resource === 'services') {
    return backend.services;
  }
  if (resource !== 'slo-definitions') {
    return new FailedAnswer(404, { message: `There is no ${method} ${url}.` });
  }
  if (method === 'GET') {
    const { slos, refusal: reason, history } = backend;
    return part === 'history'
      ? history
      : { slos, writable: reason === null ? { allowed: true } : { allowed: false, reason } };
  }
  return method === 'POST' ? create(backend, data) : change(backend, id ?? '', data as PutBody);
}

interface PutBody {
  readonly revision: string;
  readonly definition: unknown;
}

function create(backend: SloBackend, body: unknown): unknown {
  const parsed = parseSloDefinition(body);
  if (!parsed.ok) {
    return new FailedAnswer(400, parsed);
  }
  const { service, name } = parsed.definition;
  if (backend.slos.some(({ definition }) => definition.service === service && definition.name === name)) {
    return new FailedAnswer(409, { message: `name "${name}" is taken on ${service}; choose another.`, field: 'name' });
  }
  const slo = sloItem(String(backend.slos.length + 1), parsed.definition);
  backend.slos = [...backend.slos, slo];
  return slo;
}

function change(backend: SloBackend, id: string, { revision, definition }: PutBody): unknown {
  const parsed = parseSloDefinition(definition);
  const slo = backend.slos.find((candidate) => candidate.id === id);
  if (!parsed.ok || slo === undefined) {
    return new FailedAnswer(400, { message: 'Not an SLO.' });
  }
  if (slo.revision !== revision) {
    return new FailedAnswer(409, { message: 'bob edited this SLO at 09:31.' });
  }
  backend.edit(id, parsed.definition);
  return backend.slos.find((candidate) => candidate.id === id);
}
