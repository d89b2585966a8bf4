import { Failure } from '../../model/failure';
import { explainTrouble } from './cloudwatch/advice';
import { sampleCounts } from './cloudwatch/sample-counts';
import { troubleOf } from './cloudwatch/trouble';
import { visibleAfterSeconds } from './cloudwatch/visible-after';
import { sampleCountOf, seriesHourKey } from './datums/datum';
import type { Datum } from './datums/datum';
import { markSent, restrict, uncertainBatches } from './ledger/batches';
import type { UncertainBatch } from './ledger/batches';
import { isStopped, tellLost } from './run-context';
import type { RunContext } from './run-context';

/**
 * Asks CloudWatch what it has of the requests of earlier runs of which nobody knows whether they
 * arrived. What is there is never sent again; what is not, only once it would surely show, and only
 * that. Where CloudWatch cannot be asked, the run goes on with what is new and complains at its end.
 *
 * @throws what PostgreSQL says
 */
export async function readBackUncertain(context: RunContext): Promise<void> {
  const { pool, key, tally } = context;
  for (const batch of await uncertainBatches(pool, key)) {
    if (isStopped(context)) {
      return;
    }
    try {
      await readBack(context, batch);
    } catch (error) {
      if (!(error instanceof Failure)) {
        throw error;
      }
      if (!isStopped(context)) {
        tally.complaint ??= error;
      }
      return;
    }
  }
}

async function readBack(context: RunContext, batch: UncertainBatch): Promise<void> {
  const { pool, key, due, onEvent, tally } = context;
  const missing = missingOf(batch.datums, await countsOf(context, batch));
  const datums = batch.datums.length;
  if (missing.length === 0) {
    tally.hours += await markSent(pool, batch);
    onEvent({ kind: 'readBack', outcome: 'arrived', datums });
  } else if (batch.sentSecondsAgo < surelyVisibleAfter(batch, due.nowMs)) {
    tally.uncertain += 1;
    onEvent({ kind: 'readBack', outcome: 'unknownYet', datums });
  } else {
    const restriction = { destination: key, batch, datums: missing, oldestMs: due.oldestMs };
    const lost = await restrict(pool, restriction);
    const outcome = missing.length === datums ? 'missing' : 'partly';
    onEvent({ kind: 'readBack', outcome, datums: missing.length });
    tellLost(context, lost);
  }
}

/** @throws Failure where CloudWatch cannot be asked */
async function countsOf({ client, destination, signal }: RunContext, { namespace, datums }: UncertainBatch) {
  try {
    return await sampleCounts(client, namespace, datums, signal);
  } catch (error) {
    throw explainTrouble(troubleOf(error), { operation: 'GetMetricData' }, destination);
  }
}

/** Those of a series in an hour of which CloudWatch has nothing: of what it has in part, more would count double. */
function missingOf(datums: readonly Datum[], counts: ReadonlyMap<string, number>): Datum[] {
  return datums.filter((datum) => sampleCountOf([datum]) > 0 && (counts.get(seriesHourKey(datum)) ?? 0) === 0);
}

/** By the oldest data point, which takes longest. */
function surelyVisibleAfter({ datums, sentSecondsAgo }: UncertainBatch, nowMs: number): number {
  const oldestMs = Math.min(...datums.map(({ hourMs }) => hourMs));
  return visibleAfterSeconds(nowMs - sentSecondsAgo * 1000 - oldestMs);
}
