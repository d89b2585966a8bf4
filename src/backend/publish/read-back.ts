import { Failure } from '../../model/failure';
import { explainTrouble } from './cloudwatch/advice';
import { sampleCounts } from './cloudwatch/sample-counts';
import { troubleOf } from './cloudwatch/trouble';
import { visibleAfterSeconds } from './cloudwatch/visible-after';
import { sampleCountOf, seriesHourKey } from './datums/datum';
import type { Datum } from './datums/datum';
import { markSent, uncertainBatches } from './ledger/batches';
import type { UncertainBatch } from './ledger/batches';
import { restrict, splitOff } from './ledger/resend';
import { isStopped, reportLostHours } from './run-context';
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
    const trouble = await readBack(context, batch);
    if (trouble !== null && !isStopped(context)) {
      tally.uncertain += 1;
      tally.complaint ??= trouble.failure;
      if (trouble.isOfAll) {
        return;
      }
    }
  }
}

/** Why CloudWatch could not be asked, and whether others cannot be asked either. */
interface ReadBackTrouble {
  readonly failure: Failure;
  readonly isOfAll: boolean;
}

async function readBack(context: RunContext, batch: UncertainBatch): Promise<ReadBackTrouble | null> {
  const { pool, key, due, onEvent, tally } = context;
  const { datums } = batch;
  if (datums.every(({ hourMs }) => hourMs < due.oldestMs)) {
    // Whatever CloudWatch says, none of it could be sent again.
    reportLostHours(context, await restrict(pool, { destination: key, batch, datums, oldestMs: due.oldestMs }));
    return null;
  }
  const counts = await countsOf(context, batch);
  if ('failure' in counts) {
    return counts;
  }
  const missing = missingOf(datums, counts);
  if (missing.length === 0) {
    tally.hours += await markSent(pool, batch);
    onEvent({ kind: 'readBack', outcome: 'arrived', datums: datums.length });
  } else {
    await resend(context, batch, missing);
  }
  return null;
}

/** Lets wait for sending what would surely show by now. */
async function resend(context: RunContext, batch: UncertainBatch, missing: readonly Datum[]): Promise<void> {
  const { pool, key, due, onEvent, tally } = context;
  const sentMs = due.nowMs - batch.sentSecondsAgo * 1000;
  const isSure = ({ hourMs }: Datum) => batch.sentSecondsAgo >= visibleAfterSeconds(sentMs - hourMs);
  const sure = missing.filter(isSure);
  if (sure.length === 0) {
    tally.uncertain += 1;
    onEvent({ kind: 'readBack', outcome: 'unknownYet', datums: batch.datums.length });
    return;
  }
  const unknown = missing.filter((datum) => !isSure(datum));
  if (unknown.length > 0) {
    tally.uncertain += 1;
    await splitOff(pool, { destination: key, batch, missing: sure, unknown });
  } else {
    reportLostHours(context, await restrict(pool, { destination: key, batch, datums: sure, oldestMs: due.oldestMs }));
  }
  onEvent({
    kind: 'readBack',
    outcome: sure.length === batch.datums.length ? 'missing' : 'partly',
    datums: sure.length,
  });
}

async function countsOf(
  { client, destination, signal }: RunContext,
  { namespace, datums }: UncertainBatch
): Promise<ReadonlyMap<string, number> | ReadBackTrouble> {
  try {
    return await sampleCounts(client, namespace, datums, signal);
  } catch (error) {
    if (error instanceof Failure) {
      return { failure: error, isOfAll: false };
    }
    const trouble = troubleOf(error);
    const failure = explainTrouble(trouble, { operation: 'GetMetricData' }, destination);
    return { failure, isOfAll: trouble.kind === 'refused' || !trouble.isAnswered };
  }
}

/** Those of a series in an hour of which CloudWatch has nothing: of what it has in part, more would count double. */
function missingOf(datums: readonly Datum[], counts: ReadonlyMap<string, number>): Datum[] {
  return datums.filter((datum) => sampleCountOf([datum]) > 0 && (counts.get(seriesHourKey(datum)) ?? 0) === 0);
}
