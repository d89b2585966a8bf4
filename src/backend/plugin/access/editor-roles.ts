import { Failure } from '../../../model/failure';
import type { User } from '../../protocol/generated/pluginv2/backend';

/** Grafana's Editors and Admins, who may do more than read. */

const EDITOR_ROLES: readonly string[] = ['Editor', 'Admin'];

export function isEditor(user: User | undefined): user is User {
  return EDITOR_ROLES.includes(user?.role ?? '');
}

/**
 * A failure as a caller may read it: an Editor or Admin with the database's address, others without.
 * Calls without a user are Grafana's own, those of alert rules: whoever owns the rule is told all.
 */
export function failureFor(user: User | undefined, failure: Failure): Failure {
  return user === undefined || isEditor(user) ? failure : failure.forViewers();
}

/**
 * Why somebody else may not, and what to do.
 *
 * @param what may not be done, such as `edit SLOs`
 */
export function roleRefusal(user: User | undefined, what: string): string {
  return `Only users with the role Editor or Admin may ${what}; ${whoHas(user)}. Ask an administrator of this Grafana organization for the role Editor.`;
}

/** @throws Failure 403 with the reason */
export function requireEditorRole(user: User | undefined, what: string): void {
  if (!isEditor(user)) {
    throw new Failure({ status: 403, source: 'downstream', message: roleRefusal(user, what), advice: null });
  }
}

function whoHas(user: User | undefined): string {
  if (user === undefined) {
    return 'Grafana named no user with this call';
  }
  return user.role === '' || user.role === 'None' ? 'you have no role' : `your role is ${user.role}`;
}
