import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { z } from 'zod';

import {
  servicesResponseSchema,
  sloDefinitionsResponseSchema,
  sloHistoryResponseSchema,
  sloItemSchema,
} from '../../model/resources';
import type { ServiceItem, SloDefinitionsResponse, SloHistory, SloItem } from '../../model/resources';
import type { SloDefinition } from '../../model/slo';
import { failureOf } from './slo-failure';

/**
 * The backend's SLOs as the settings page reaches them: by the data source's uid, since Grafana
 * gives that page no instance. Every call rejects with an `SloFailure`.
 */
export interface SloClient {
  readonly list: () => Promise<SloDefinitionsResponse>;
  readonly services: () => Promise<ServiceItem[]>;
  readonly create: (definition: SloDefinition) => Promise<SloItem>;
  /** `revision` is that of the version the edit was made from. */
  readonly edit: (id: string, revision: string, definition: SloDefinition) => Promise<SloItem>;
  /** Every edit, newest first. */
  readonly history: (id: string) => Promise<SloHistory>;
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly data?: unknown;
}

/** @param uid of the data source, as it is stored */
export function sloClient(uid: string): SloClient {
  const root = `/api/datasources/uid/${encodeURIComponent(uid)}/resources`;
  async function call<T>({ method, path, data }: Call, schema: z.ZodType<T>): Promise<T> {
    try {
      const request = { method, url: `${root}/${path}`, data, showErrorAlert: false, showSuccessAlert: false };
      const answer = await lastValueFrom(getBackendSrv().fetch<unknown>(request));
      return schema.parse(answer.data);
    } catch (error) {
      throw failureOf(error);
    }
  }
  const one = (id: string) => `slo-definitions/${encodeURIComponent(id)}`;
  return {
    list: () => call({ method: 'GET', path: 'slo-definitions' }, sloDefinitionsResponseSchema),
    services: () => call({ method: 'GET', path: 'services' }, servicesResponseSchema),
    create: (data) => call({ method: 'POST', path: 'slo-definitions', data }, sloItemSchema),
    edit: (id, revision, definition) =>
      call({ method: 'PUT', path: one(id), data: { revision, definition } }, sloItemSchema),
    history: (id) => call({ method: 'GET', path: `${one(id)}/history` }, sloHistoryResponseSchema),
  };
}
