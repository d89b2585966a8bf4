import { Failure } from '../../model/failure';
import type { SloDefinitionsResponse } from '../../model/resources';
import type { AuroraWriter } from '../aurora/writer';
import type { User } from '../transport/generated/pluginv2/backend';
import { isEditor, roleRefusal } from './editor-roles';
import type { Instance } from './instance';

/** Who may edit SLOs through a data source: Grafana's Editors and Admins, where its settings allow it. */

export type EditRights =
  | {
      readonly allowed: true;
      readonly writer: AuroraWriter;
      /** Goes into the history: login, else email address, else name. */
      readonly editor: string;
    }
  /** `reason` says why not, and what to do. */
  | { readonly allowed: false; readonly reason: string };

/** What a caller may do. The settings are looked at first: without them no role helps. */
export function editRights({ sloWriter }: Pick<Instance, 'sloWriter'>, user: User | undefined): EditRights {
  if (sloWriter === null) {
    return {
      allowed: false,
      reason:
        'This data source does not allow SLO edits. An administrator can turn on "Allow SLO edits" (allowSloEdits) in its settings.',
    };
  }
  if (!isEditor(user)) {
    return { allowed: false, reason: roleRefusal(user, 'edit SLOs') };
  }
  return { allowed: true, writer: sloWriter, editor: nameOf(user) };
}

/** What the list of SLOs tells of it. */
export function writableOf(rights: EditRights): SloDefinitionsResponse['writable'] {
  return rights.allowed ? { allowed: true } : { allowed: false, reason: rights.reason };
}

/** @throws Failure 403 with the reason */
export function requireEditor(instance: Instance, user: User | undefined): Extract<EditRights, { allowed: true }> {
  const rights = editRights(instance, user);
  if (!rights.allowed) {
    throw new Failure({ status: 403, source: 'downstream', message: rights.reason, advice: null });
  }
  return rights;
}

function nameOf({ login, email, name, role }: User): string {
  const known = [login, email, name].map((text) => text.trim()).find((text) => text !== '');
  return known ?? `an unnamed ${role}`;
}
