import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { statementOf } from '../../aurora/statement';
import { foldMarked } from '../fold/fold-marked';
import type { Folded } from '../fold/fold-marked';

/**
 * Puts the gated periods right of every service that is marked, or is monitored or retired otherwise than when it was
 * folded.
 *
 * @throws as `foldMarked` does, which says what the parameters are
 */
export function foldGatedPeriods(database: ClientBase | Pool, signal: AbortSignal): Promise<Folded> {
  return foldMarked(
    database,
    (most) => statementOf(sql`select stackflow.fold_gated_periods(${most}::integer) as folded`),
    signal
  );
}
