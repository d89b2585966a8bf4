import { badRequest } from '../../../../model/failure';
import { CRITICALITIES } from '../../../../model/gate';
import { isOneOf } from '../../../../model/saved-query';
import type { GateQuestion } from './decision';

/** What callers of the change gate send, validated. */

/** @throws Failure 400 that names the parameter */
export function questionOf(query: URLSearchParams): GateQuestion {
  const service = query.get('service')?.trim() ?? '';
  const criticality = query.get('criticality') ?? 'non_critical';
  if (service === '') {
    throw badRequest('service is missing.', 'Name the service: gate?service=NAME.');
  }
  if (service.includes('\u0000')) {
    throw badRequest('service holds a NUL character, which no name has.');
  }
  if (!isOneOf(CRITICALITIES, criticality)) {
    throw badRequest(`criticality "${criticality}" is not known.`, `Use one of: ${CRITICALITIES.join(', ')}.`);
  }
  return { service, criticality };
}
