import { Failure } from '../../model/failure';
import { errorCode, explainDatabaseError, isReadOnlyServer } from './advice';
import type { DatabaseAddress } from './advice';

/** The role that lets a user write SLOs. */
export const SLO_EDITOR_ROLE = 'sre_metrics_slo_editor';

/** A right to write, for the words of errors. */
export interface WriteRight {
  /** What may be done by it, as a sentence goes on after "may". */
  readonly what: string;
  /** What did not happen without it. */
  readonly undone: string;
  /** The role that has it. */
  readonly role: string;
}

export const SLO_EDITS: WriteRight = {
  what: 'write SLOs',
  undone: 'the edit was not saved',
  role: SLO_EDITOR_ROLE,
};
export const GATE_EDITS: WriteRight = {
  what: 'override the change gate or release changes',
  undone: 'nothing was changed',
  role: 'sre_metrics_gate_editor',
};
export const PUBLISHING: WriteRight = {
  what: 'write down what is published',
  undone: 'nothing was published',
  role: 'sre_metrics_publisher',
};

/** PostgreSQL folds and refuses other names unless they are quoted. */
const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/;

/** A role's name as SQL spells it. */
export function roleName(name: string): string {
  return PLAIN_NAME.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** An error of a write as a `Failure` that says what happened and what to do in the data source's settings. */
export function explainWriteError(
  error: unknown,
  address: DatabaseAddress,
  { what, undone, role }: WriteRight
): Failure {
  const where = `${address.host}:${address.port}`;
  if (isReadOnlyServer(error)) {
    return new Failure({
      status: 502,
      source: 'downstream',
      message: `The server at ${where} only reads, so ${undone}.`,
      advice: "Set the data source's writer host to the cluster's writer endpoint.",
      cause: error,
    });
  }
  if (errorCode(error) === '42501') {
    return new Failure({
      status: 403,
      source: 'downstream',
      message: `User "${address.user}" may not ${what} in database "${address.database}".`,
      advice: `Let an administrator run: grant ${role} to ${roleName(address.user)};`,
      cause: error,
    });
  }
  return explainDatabaseError(error, address);
}

/** The connection went while the commit was on its way: whether it arrived, nobody can say. */
export function unknownOutcome(error: unknown, { host, port }: DatabaseAddress): Failure {
  return new Failure({
    status: 502,
    source: 'downstream',
    message: `Aurora at ${host}:${port} was lost while it saved the edit, which may be kept or not.`,
    advice: 'Look at the list again before you repeat it.',
    cause: error,
  });
}
