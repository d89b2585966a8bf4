import { badRequest } from '../../../../model/failure';
import { sloEditSchema } from '../../../../model/resources';
import { parseSloDefinition } from '../../../../model/slo';
import type { SloDefinition } from '../../../../model/slo';
import { FieldFailure } from '../field-failure';
import { bigintOf } from '../request-body';
import { unknownSlo } from './refusals';

/** What callers send, validated. */

/**
 * @param prefix of the definition's fields in the request's body
 * @throws Failure 400 that names the field
 */
export function definitionOf(candidate: unknown, prefix: string): SloDefinition {
  const parsed = parseSloDefinition(candidate);
  if (!parsed.ok) {
    const field = parsed.field === '' ? prefix.replace('.', '') : `${prefix}${parsed.field}`;
    throw field === '' ? badRequest(parsed.message) : new FieldFailure({ status: 400, field, message: parsed.message });
  }
  return parsed.definition;
}

/** @throws Failure 400 that names the field */
export function editOf(body: unknown): { revision: string; candidate: unknown } {
  const parsed = sloEditSchema.safeParse(body, { reportInput: false });
  if (parsed.success) {
    return { revision: parsed.data.revision, candidate: parsed.data.definition };
  }
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [field = ''] = issue.keys;
    throw new FieldFailure({ status: 400, field, message: `${field} is not a field of an SLO's edit.` });
  }
  if (issue?.path[0] === 'revision') {
    throw new FieldFailure({
      status: 400,
      field: 'revision',
      message: 'revision must be the text that GET slo-definitions gave with the SLO.',
    });
  }
  throw badRequest('An edit must be a JSON object with "revision" and "definition".');
}

/**
 * The id in a path, as PostgreSQL writes it.
 *
 * @throws Failure 404 where it is none
 */
export function idOf(text: string): string {
  const id = bigintOf(text);
  if (id === null) {
    throw unknownSlo(text);
  }
  return id;
}
