import { explainTrouble } from './cloudwatch/advice';
import { putBatch } from './cloudwatch/put';
import { beginSending, markSent, nextWaiting, noteUncertain, restrict, waitAgain } from './ledger/batches';
import type { Batch } from './ledger/batches';
import { isStopped, tellLost } from './run-context';
import type { RunContext } from './run-context';

/**
 * Sends the requests that wait, oldest hour first, until none is left or the run is stopped. One that
 * CloudWatch does not take for what it holds keeps no other waiting.
 *
 * @throws Failure where CloudWatch refuses or does not answer; what PostgreSQL says
 */
export async function sendWaiting(context: RunContext): Promise<void> {
  const { pool, key, due, invalid } = context;
  while (!isStopped(context)) {
    const batch = await nextWaiting(pool, key, [...invalid]);
    if (batch === null) {
      return;
    }
    const { id, datums } = batch;
    if (datums.some(({ hourMs }) => hourMs < due.oldestMs)) {
      tellLost(context, await restrict(pool, { destination: key, id, datums, oldestMs: due.oldestMs }));
    } else {
      await send(context, batch);
    }
  }
}

async function send(context: RunContext, batch: Batch): Promise<void> {
  const { pool, destination, client, signal, onEvent, tally, invalid } = context;
  if (!(await beginSending(pool, batch.id))) {
    return;
  }
  const trouble = await putBatch({ client, batch, signal, onEvent });
  const datums = batch.datums.length;
  if (trouble === null) {
    tally.hours += await markSent(pool, batch.id);
    tally.requests += 1;
    tally.datums += datums;
    onEvent({ kind: 'sent', datums });
    return;
  }
  const { kind, reason } = trouble;
  const failure = explainTrouble(trouble, { operation: 'PutMetricData', namespace: batch.namespace }, destination);
  if (kind === 'unknown') {
    await noteUncertain(pool, batch.id, reason);
    onEvent({ kind: 'uncertain', reason, datums });
    throw failure;
  }
  await waitAgain(pool, batch.id, reason);
  if (kind === 'invalid') {
    tally.complaint ??= failure;
    invalid.add(batch.id);
  } else if (kind !== 'later' || !isStopped(context)) {
    throw failure;
  }
}
