import type { Failure } from '../../model/failure';
import type { PublishedKind } from '../../model/publishing';
import { explainTrouble } from './cloudwatch/advice';
import { putBatch } from './cloudwatch/put';
import type { Trouble } from './cloudwatch/trouble';
import { namespaceOf } from './destination';
import { kindsOf } from './due';
import { beginSending, markSent, nextWaiting, noteUncertain, waitAgain } from './ledger/batches';
import type { Batch } from './ledger/batches';
import { restrict } from './ledger/resend';
import { isStopped, reportLostHours } from './run-context';
import type { RunContext } from './run-context';

/**
 * Sends the requests that wait, oldest hour first, until none is left or the run is stopped. One that
 * CloudWatch does not take for what it holds keeps no other waiting, and a namespace that is refused
 * none of another; both are told at the run's end. Kinds that are published no more wait until they
 * are published again or too old.
 *
 * @throws Failure where CloudWatch has no time or does not answer; what PostgreSQL says
 */
export async function sendWaiting(context: RunContext): Promise<void> {
  const { pool, key, due, invalid } = context;
  while (!isStopped(context)) {
    const batch = await nextWaiting(pool, key, {
      kinds: openKinds(context),
      but: [...invalid],
      oldestMs: due.oldestMs,
    });
    if (batch === null) {
      return;
    }
    const { datums } = batch;
    if (datums.some(({ hourMs }) => hourMs < due.oldestMs)) {
      reportLostHours(context, await restrict(pool, { destination: key, batch, datums, oldestMs: due.oldestMs }));
    } else {
      await send(context, batch);
    }
  }
}

/** What may be sent, and where to. */
function openKinds({ destination, refused }: RunContext): { kind: PublishedKind; namespace: string }[] {
  return kindsOf(destination)
    .map((kind) => ({ kind, namespace: namespaceOf(destination, kind) }))
    .filter(({ namespace }) => !refused.has(namespace));
}

async function send(context: RunContext, batch: Batch): Promise<void> {
  const { pool, destination, client, signal, onEvent, tally } = context;
  const sending = await beginSending(pool, batch);
  if (sending === null) {
    return;
  }
  const trouble = await putBatch({ client, batch, signal, onEvent });
  const datums = batch.datums.length;
  if (trouble === null) {
    tally.hours += await markSent(pool, sending);
    tally.requests += 1;
    tally.datums += datums;
    onEvent({ kind: 'sent', datums });
    return;
  }
  const failure = explainTrouble(trouble, { operation: 'PutMetricData', namespace: batch.namespace }, destination);
  if (trouble.kind === 'unknown') {
    await noteUncertain(pool, sending, failure.text);
    onEvent({ kind: 'uncertain', reason: trouble.reason, datums });
    throw failure;
  }
  await waitAgain(pool, sending, failure.text);
  goOnWithout(context, batch, trouble.kind, failure);
}

/** @throws the failure, where it is no use to go on with other requests either */
function goOnWithout(context: RunContext, batch: Batch, kind: Exclude<Trouble['kind'], 'unknown'>, failure: Failure) {
  const { tally, invalid, refused } = context;
  switch (kind) {
    case 'invalid':
      tally.complaint ??= failure;
      invalid.add(batch.id);
      return;
    case 'refused':
      tally.complaint ??= failure;
      refused.add(batch.namespace);
      return;
    case 'later':
      if (!isStopped(context)) {
        throw failure;
      }
  }
}
