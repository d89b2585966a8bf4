import type { ClientBase, Pool } from 'pg';

import { foldCells } from '../cells/fold-cells';
import { foldDownPieces } from '../downtime/fold-down-pieces';
import { foldGatedPeriods } from '../gate/fold-gated-periods';

export interface FoldedAll {
  /** Services whose pieces of downtime were put right. */
  readonly downtime: number;
  /** Services whose gated periods were. */
  readonly gatedPeriods: number;
  /** Days whose cells of deployments were. */
  readonly days: number;
  /** Whether another process was at it, which does the rest. */
  readonly isBusy: boolean;
}

/**
 * Folds all that is stored.
 *
 * @param restMinutes leaves out days whose cells were written in the last so many minutes
 * @throws as `foldMarked` does, which says what the parameters are
 */
export async function foldAll(
  database: ClientBase | Pool,
  restMinutes: number,
  signal: AbortSignal
): Promise<FoldedAll> {
  const downtime = await foldDownPieces(database, signal);
  // Pieces that were put right leave the gate of their services to be folded.
  const gatedPeriods = await foldGatedPeriods(database, signal);
  const cells = await foldCells(database, restMinutes, signal);
  return {
    downtime: downtime.services,
    gatedPeriods: gatedPeriods.services,
    days: cells.days,
    isBusy: downtime.isBusy || gatedPeriods.isBusy || cells.isBusy,
  };
}
