import { badRequest } from '../../model/failure';
import type { Reader } from '../aurora/reader';
import { checkNames } from '../metrics/catalogue';
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
 * The query with the filters that it means. One that names every service, or every team, is none, as All is: it would
 * else drop what belongs to no service or no team. A filter on a name that no service bears is refused: it would
 * silently give "no data", or in an alert never fire.
 *
 * @throws Failure 400 that names it
 */
export async function resolveScope<Query extends Scope>(
  { reader }: QuerySource,
  query: Query,
  signal: AbortSignal
): Promise<Query> {
  if (query.services.length + query.teams.length === 0) {
    return query;
  }
  const { unknown, everyService, everyTeam } = await checkNames(reader, query, signal);
  const [first] = unknown;
  if (first !== undefined) {
    throw badRequest(
      `${first.kind}s: there is no ${first.kind} "${first.name}".`,
      `Check the spelling; the query editor lists all ${first.kind}s.`
    );
  }
  return { ...query, ...(everyService && { services: [] }), ...(everyTeam && { teams: [] }) };
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
