import { badRequest } from '../../model/failure';
import type { Failure } from '../../model/failure';

/** Every setting that is wrong, in one failure. */
export function badConfiguration(errors: readonly string[]): Failure {
  const many = errors.length > 1 ? `${errors.length} settings are` : 'one setting is';
  return badRequest(`The environment is not right: ${many} wrong.\n${errors.map((error) => `- ${error}`).join('\n')}`);
}
