import { badRequest } from '../../model/failure';
import type { Reader } from '../aurora/reader';
import { checkNames, unlessEveryName } from '../metrics/catalogue';
import { silencesAt } from '../metrics/freshness/silence';
import type { KeptFreshness } from '../metrics/freshness/kept-freshness';
import type { Hearing, Silences } from '../metrics/freshness/silence';
import type { Scope } from '../metrics/scope';
import type { TimeRange } from '../metrics/time-range';

/** What queries need of a data source. */
export interface QuerySource {
  readonly reader: Reader;
  /** Most rows one query may bring. */
  readonly rowLimit: number;
  /** Whether stored cells may answer. */
  readonly usesCells: boolean;
  /** How fresh its records are. */
  readonly freshness: Pick<KeptFreshness, 'hear' | 'hearIfPossible' | 'statement'>;
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
 * The query with the filters that it means. One that names every service, or every team, is none, as All is. A filter on a name that no service bears is refused: it would
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
  const checked = await checkNames(reader, query, signal);
  const [first] = checked.unknown;
  if (first !== undefined) {
    throw badRequest(
      `${first.kind}s: there is no ${first.kind} "${first.name}".`,
      `Check the spelling; the query editor lists all ${first.kind}s.`
    );
  }
  return unlessEveryName(query, checked);
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

/**
 * What an answer is to make of silence, and which there is at the range's end. An alert rule's condition must stay a
 * number: there silence is told and hides nothing.
 */
export type Heard =
  | { readonly consequence: 'hidden'; readonly silences: Silences; readonly hearing: Hearing }
  | { readonly consequence: 'kept'; readonly silences: Silences; readonly hearing: Hearing | null };

const NOTHING_TO_TELL: Silences = { changes: null, incidents: null, downtime: null };

/**
 * Which feeds are silent at the end of a range. For an alert rule that is only a notice: where it cannot be found out,
 * none are.
 *
 * @param toMs end of the effective range, or the moment that is asked about
 * @throws Failure as `Reader.run` does
 */
export async function hear(
  { freshness }: QuerySource,
  { fromAlert }: QueryContext,
  toMs: number,
  signal: AbortSignal
): Promise<Heard> {
  if (fromAlert) {
    const hearing = await freshness.hearIfPossible(signal);
    return { consequence: 'kept', hearing, silences: hearing === null ? NOTHING_TO_TELL : silencesAt(hearing, toMs) };
  }
  const hearing = await freshness.hear(signal);
  return { consequence: 'hidden', hearing, silences: silencesAt(hearing, toMs) };
}
