import type { IncomingMessage } from 'node:http';

import type { GrafanaUser } from '../../tooling/plugin-request';
import { ROLES, ROLE_HEADER } from '../contract/page-boot';
import type { Role } from '../contract/page-boot';
import { HttpError } from './http';

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
