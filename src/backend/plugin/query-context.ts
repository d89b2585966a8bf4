import { badRequest } from '../../model/failure';
import type { Reader } from '../aurora/reader';
import { unknownNames } from '../metrics/catalogue';
import type { Scope } from '../metrics/scope';
import type { TimeRange } from '../metrics/time-range';

/** What queries need of a data source. */
export interface QuerySource {
  readonly reader: Reader;
  /** Most rows one query may bring. */
  readonly rowLimit: number;
}

/** A query's surroundings, as Grafana sends them. */
export interface QueryContext {
  readonly range: TimeRange;
  /** The panel's interval in ms. */
  readonly intervalMs: number;
  readonly nowMs: number;
  /** True where an alert rule asks. */
  readonly fromAlert: boolean;
}

/**
 * Refuses a filter on a name that no service bears: it would silently give "no data", or in an
 * alert never fire.
 *
 * @throws Failure 400 that names it
 */
export async function refuseUnknownNames({ reader }: QuerySource, scope: Scope, signal: AbortSignal): Promise<void> {
  if (scope.services.length + scope.teams.length === 0) {
    return;
  }
  const [unknown] = await unknownNames(reader, scope, signal);
  if (unknown !== undefined) {
    throw badRequest(
      `${unknown.kind}s: there is no ${unknown.kind} "${unknown.name}".`,
      `Check the spelling; the query editor lists all ${unknown.kind}s.`
    );
  }
}

/**
 * Refuses an alert rule that asks for a table: text in it would become labels that change.
 *
 * @param instead what to choose in its place
 * @throws Failure 400
 */
export function refuseTableInAlert({ fromAlert }: QueryContext, instead: string): void {
  if (fromAlert) {
    throw badRequest('An alert rule cannot use a table.', instead);
  }
}
