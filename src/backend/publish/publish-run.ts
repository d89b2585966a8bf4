import { inPoolTransaction } from '../aurora/transaction';
import { hourOf } from '../metrics/hourly/due-hours';
import { claimDue } from './claim';
import { claimsOf } from './claims';
import { kindsOf } from './due';
import { namespaceOf } from './destination';
import { loseUnclaimed } from './ledger/lost';
import { servicesInUse } from './ledger/services';
import { settleAll } from './ledger/settle';
import { WITHOUT_JIT, forgetBefore, keepDrift } from './ledger/values';
import { readBackUncertain } from './read-back';
import { isStopped, reportLostHours } from './run-context';
import type { RunContext, Tally } from './run-context';
import { sendWaiting } from './send-waiting';

/** What came of a run. */
export interface PublishReport extends Readonly<Omit<Tally, 'complaint'>> {
  /** Numbers that were corrected after they were published, in the last two weeks. */
  readonly drift: number;
  /** True where the run was stopped before its end. */
  readonly isStopped: boolean;
}

/**
 * About as many data points are claimed at a time: few enough to hold, and enough that the last
 * request of each claim, which is seldom full, does not matter.
 */
const DATUMS_A_CLAIM = 20_000;

/**
 * One run, whose process leads.
 *
 * @throws Failure that says what happened and what to do; what PostgreSQL says
 */
export async function runToTheEnd(context: RunContext): Promise<PublishReport> {
  const { pool, destination, key, due } = context;
  context.tally.hours += await settleAll(pool, key);
  reportLostHours(context, await loseUnclaimed(pool, key, kindsOf(destination), due.oldestMs));
  await readBackUncertain(context);
  await sendWaiting(context);
  await claimAndSend(context);
  const drift = isStopped(context) ? 0 : await compare(context);
  const { complaint, ...tally } = context.tally;
  if (complaint !== null) {
    throw complaint;
  }
  return { ...tally, drift, isStopped: isStopped(context) };
}

async function claimAndSend(context: RunContext): Promise<void> {
  const { pool, destination, due, onEvent, tally, refused } = context;
  const atOnce = Math.max(1, Math.floor(DATUMS_A_CLAIM / ((await servicesInUse(pool)) + 1)));
  let hoursLeft = due.hours.length;
  for (const claim of claimsOf(due, atOnce)) {
    if (isStopped(context)) {
      return;
    }
    hoursLeft -= claim.length;
    // What is refused anyway waits unclaimed, so that it is counted by what the records say then.
    const hours = claim.filter(({ kind }) => !refused.has(namespaceOf(destination, kind)));
    if (hours.length === 0) {
      continue;
    }
    const { empty, ...claimed } = await claimDue(pool, destination, hours);
    onEvent({ kind: 'claimed', ...claimed, hoursLeft });
    tally.hours += empty;
    await sendWaiting(context);
  }
}

/** What was published against what the records say now. */
async function compare({ pool, key, due }: RunContext): Promise<number> {
  const range = { fromMs: due.oldestMs, toMs: hourOf(due.nowMs) };
  return await inPoolTransaction(pool, async (client) => {
    await client.query(WITHOUT_JIT);
    await forgetBefore(client, key, due.oldestMs);
    return await keepDrift(client, key, range);
  });
}
