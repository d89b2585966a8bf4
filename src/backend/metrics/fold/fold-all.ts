import type { ClientBase, Pool } from 'pg';

import type { StoredNumbers } from '../../../model/stored-numbers';
import { DEPLOYMENTS } from '../cells/cell-rows';
import { foldCells } from '../cells/fold-cells';
import { INCIDENTS } from '../cells/incident-rows';
import { foldDownPieces } from '../downtime/fold-down-pieces';
import { foldGatedPeriods } from '../gate/fold-gated-periods';
import { unlessSerialized } from './fold-marked';

export interface FoldedAll {
  /** Services whose pieces of downtime were put right. */
  readonly downtime: number;
  /** Services whose gated periods were. */
  readonly gatedPeriods: number;
  /** Days whose cells of deployments were. */
  readonly deploymentDays: number;
  /** Days whose incidents were counted anew. */
  readonly incidentDays: number;
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
  const downtime = await noted(database, 'downtime', foldDownPieces(database, signal));
  // Pieces that were put right leave the gate of their services to be folded.
  const gatedPeriods = await noted(database, 'gatedPeriods', foldGatedPeriods(database, signal));
  const deployments = await noted(database, 'deployments', foldCells(DEPLOYMENTS, database, restMinutes, signal));
  const incidents = await noted(database, 'incidents', foldCells(INCIDENTS, database, restMinutes, signal));
  return {
    downtime: downtime.services,
    gatedPeriods: gatedPeriods.services,
    deploymentDays: deployments.days,
    incidentDays: incidents.days,
    isBusy: [downtime, gatedPeriods, deployments, incidents].some(({ isBusy }) => isBusy),
  };
}

/** Notes that a fold ended. Another process that notes the same at the same moment may be the one that notes it. */
async function noted<T extends { readonly isBusy: boolean }>(
  database: ClientBase | Pool,
  stored: StoredNumbers,
  fold: Promise<T>
): Promise<T> {
  const folded = await fold;
  if (!folded.isBusy) {
    await unlessSerialized(database.query('select stackflow.note_fold($1)', [stored]));
  }
  return folded;
}
