import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { z } from 'zod';

import { failureOf } from './call-failure';

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly data?: unknown;
}

export type ResourceCaller = <T>(call: Call, schema: z.ZodType<T>) => Promise<T>;

/**
 * Calls the backend's resources as the settings page reaches them: by the data source's uid, since
 * Grafana gives that page no instance. Every call rejects with an `CallFailure`.
 *
 * @param uid of the data source, as it is stored
 */
export function resourceCaller(uid: string): ResourceCaller {
  const root = `/api/datasources/uid/${encodeURIComponent(uid)}/resources`;
  return async ({ method, path, data }, schema) => {
    try {
      const request = { method, url: `${root}/${path}`, data, showErrorAlert: false, showSuccessAlert: false };
      const answer = await lastValueFrom(getBackendSrv().fetch<unknown>(request));
      return schema.parse(answer.data);
    } catch (error) {
      throw failureOf(error);
    }
  };
}
