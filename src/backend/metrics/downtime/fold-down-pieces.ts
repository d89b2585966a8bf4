import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { statementOf } from '../../aurora/statement';
import { foldMarked } from '../fold/fold-marked';
import type { Folded } from '../fold/fold-marked';

/**
 * Puts the pieces of downtime right of every service that is marked.
 *
 * @throws as `foldMarked` does, which says what the parameters are
 */
export function foldDownPieces(database: ClientBase | Pool, signal: AbortSignal): Promise<Folded> {
  return foldMarked(
    database,
    (most) => statementOf(sql`select stackflow.fold_down_pieces(${most}::integer) as folded`),
    signal
  );
}
