import { Failure } from '../../../model/failure';
import type { Writable } from '../../../model/resources';
import type { AuroraWriter } from '../../aurora/writer';
import type { User } from '../../protocol/generated/pluginv2/backend';
import type { Instance } from '../instances/instance';
import { isEditor, roleRefusal } from './editor-roles';

/** Who may edit through a data source: Grafana's Editors and Admins, where its settings allow it. */

/** What is edited, and by which setting that is allowed. */
interface Edits {
  readonly writer: (instance: Pick<Instance, 'sloWriter' | 'gateWriter'>) => AuroraWriter | null;
  /** As a sentence goes on after "does not allow". */
  readonly edits: string;
  /** As a sentence goes on after "may". */
  readonly edit: string;
  /** The setting's name on the settings page, and in `jsonData`. */
  readonly setting: string;
}

export const OF_SLOS: Edits = {
  writer: ({ sloWriter }) => sloWriter,
  edits: 'SLO edits',
  edit: 'edit SLOs',
  setting: '"Allow SLO edits" (allowSloEdits)',
};

export const OF_GATE: Edits = {
  writer: ({ gateWriter }) => gateWriter,
  edits: 'overrides of the change gate',
  edit: 'override the change gate or release changes',
  setting: '"Allow gate overrides" (allowGateOverrides)',
};

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
export function editRights(
  { writer: writerOf, edits, edit, setting }: Edits,
  instance: Pick<Instance, 'sloWriter' | 'gateWriter'>,
  user: User | undefined
): EditRights {
  const writer = writerOf(instance);
  if (writer === null) {
    return {
      allowed: false,
      reason: `This data source does not allow ${edits}. An administrator can turn on ${setting} in its settings.`,
    };
  }
  if (!isEditor(user)) {
    return { allowed: false, reason: roleRefusal(user, edit) };
  }
  return { allowed: true, writer, editor: nameOf(user) };
}

/** What a list tells of it. */
export function writableOf(rights: EditRights): Writable {
  return rights.allowed ? { allowed: true } : { allowed: false, reason: rights.reason };
}

/** @throws Failure 403 with the reason */
export function requireEditor(
  edits: Edits,
  instance: Instance,
  user: User | undefined
): Extract<EditRights, { allowed: true }> {
  const rights = editRights(edits, instance, user);
  if (!rights.allowed) {
    throw new Failure({ status: 403, source: 'downstream', message: rights.reason, advice: null });
  }
  return rights;
}

function nameOf({ login, email, name, role }: User): string {
  const signInName = [login, email, name].map((text) => text.trim()).find((text) => text !== '');
  return signInName ?? `an unnamed ${role}`;
}
