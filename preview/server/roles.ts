import type { IncomingMessage } from 'node:http';

import type { GrafanaUser } from '../../tooling/plugin-request';
import { HttpError } from './http';

/** Whom the page plays: it says so with every call, and the backend is told of a user of that role. */

export const ROLES = ['Admin', 'Editor', 'Viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Page and server know it; a page of another origin cannot send it. */
export const ROLE_HEADER = 'x-preview-role';

export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text);
}

export function userOf(role: Role): GrafanaUser {
  return { login: `preview-${role.toLowerCase()}`, name: `Preview ${role}`, role };
}

/** @throws HttpError 403 where a call names no role */
export function roleOf(request: IncomingMessage): Role {
  const role = request.headers[ROLE_HEADER];
  if (!isRole(role)) {
    throw new HttpError(403, `A call must name the role it is made in (${ROLE_HEADER}).`);
  }
  return role;
}
