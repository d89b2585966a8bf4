import { Failure } from '../../../../model/failure';
import { NOT_SHOWN } from '../../../../model/not-shown';
import type { SloItem } from '../../../../model/resources';
import type { SloDefinition } from '../../../../model/slo';
import { FieldFailure } from '../field-failure';

/** Why an edit of an SLO was not taken. */

export function unknownSlo(id: string): Failure {
  return new Failure({
    status: 404,
    source: 'downstream',
    message: `There is no SLO with the id "${id}".`,
    advice: 'GET slo-definitions lists all.',
  });
}

/** @param prefix of the definition's fields in the request's body */
export function nameTaken({ service, name }: SloDefinition, prefix: string): FieldFailure {
  return new FieldFailure({
    status: 409,
    field: `${prefix}name`,
    message: `name "${name}" is taken by another SLO of ${service}. Choose another name, or edit that SLO.`,
  });
}

export function staleEdit({ definition, updatedAt, updatedBy }: SloItem): Failure {
  const who = updatedBy === null || updatedBy === NOT_SHOWN ? 'Somebody' : updatedBy;
  const at = updatedAt.replace(/^([^T]+)T([^.]+)\.\d+Z$/, '$1 $2 UTC');
  return new Failure({
    status: 409,
    source: 'downstream',
    message: `${who} changed the SLO "${definition.name}" of ${definition.service} at ${at}, after you had read it.`,
    advice: 'Load the newest version and make your edit again.',
  });
}

export function unknownService({ service }: Pick<SloDefinition, 'service'>): FieldFailure {
  return new FieldFailure({
    status: 400,
    field: 'service',
    message: `service "${service}" does not exist. Check the spelling; GET services lists all.`,
  });
}

/** @param owner the service that the SLO belongs to */
export function otherService({ service }: SloDefinition, owner: string): FieldFailure {
  return new FieldFailure({
    status: 400,
    field: 'definition.service',
    message: `service cannot be changed: this SLO belongs to ${owner}. Disable it and create another for "${service}".`,
  });
}
